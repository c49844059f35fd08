/**
 * A line of settings as it may be shown: problems are printed where logs are kept. What a setting
 * says whose name is that of a secret is left out, with the rest of the line, unless it is a `${…}`.
 */
export function withoutSecrets(line: string): string {
  return line.replace(secretSetting, "$1…").replaceAll(/\/\/[^/\s]*@/g, "//…@");
}

const secretSetting =
  /((?:secret|token|word|passphrase|salt|key|bearer|auth|value)["']?\s*:\s+)(?!\{|["']?\$\{).+/i;
