import { promisify } from "node:util";
import zlib from "node:zlib";

/**
 * Undoes the `content-encoding` of a body (RFC 9110, section 8.4).
 *
 * Rejects when the bytes are not of that encoding, when the encoding is unknown, and, with the
 * code `ERR_BUFFER_TOO_LARGE`, when the content would be longer than `maxBytes`.
 */
export async function decodeContent(
  bytes: Buffer,
  contentEncoding: string,
  maxBytes: number,
): Promise<Buffer> {
  // The encodings stand in the order in which they were applied.
  const encodings = contentEncoding.split(",").map((it) => it.trim().toLowerCase());
  let content = bytes;
  for (const encoding of encodings.toReversed()) {
    // Each step needs the one before it.
    // oxlint-disable-next-line no-await-in-loop
    content = await decodeOnce(content, encoding, { maxOutputLength: maxBytes });
  }
  return content;
}

const unzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.unzip);
const inflateRaw = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);
const brotliDecompress = promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress);
const zstdDecompress = promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress);

async function decodeOnce(
  bytes: Buffer,
  encoding: string,
  options: { readonly maxOutputLength: number },
): Promise<Buffer> {
  switch (encoding) {
    case "identity":
    case "":
      return bytes;
    case "gzip":
    case "x-gzip":
      return unzip(bytes, options);
    case "deflate":
      // Some servers send the bare stream, without the zlib header that begins with method 8.
      return (bytes.readUInt8(0) & 0x0f) === 8 ? unzip(bytes, options) : inflateRaw(bytes, options);
    case "br":
      return brotliDecompress(bytes, options);
    case "zstd":
      return zstdDecompress(bytes, options);
    default:
      throw new Error(`unknown content-encoding "${encoding}"`);
  }
}
