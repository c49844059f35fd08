import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";
import { parseAllDocuments } from "yaml";

import { loadConfig } from "../../src/config/load-config.ts";
import { readService } from "../../src/read-service.ts";

const directory = "deploy/kubernetes";

/** What the Secret holds. */
const env = { REDIS_URL: "rediss://:password@redis.example.com:6379" };

/** A checker of the Kubernetes API, by the file that the package has it in. */
const kinds = {
  "apps/v1 Deployment": "kubernetes-models/apps/v1/Deployment",
  "v1 Service": "kubernetes-models/v1/Service",
  "autoscaling/v2 HorizontalPodAutoscaler":
    "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler",
  "policy/v1 PodDisruptionBudget": "kubernetes-models/policy/v1/PodDisruptionBudget",
  "networking.k8s.io/v1 NetworkPolicy": "kubernetes-models/networking.k8s.io/v1/NetworkPolicy",
} as const;

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: unknown;
}

function readText(file: string): string {
  return readFileSync(`${directory}/${file}`, "utf8");
}

/** With the settings that stand in comments, as somebody has them who needs them. */
function uncommented(file: string): string {
  return readText(file).replaceAll(/^( *)# ( *(?:- |\w+:(?: |$)).*)$/gm, "$1$2");
}

function manifestsIn(file: string, text = readText(file)): readonly Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

const { resources } = manifestsIn("kustomization.yaml")[0] as unknown as {
  readonly resources: readonly string[];
};

/** Throws when a manifest is not of the schema of its kind. */
async function validate({ apiVersion, kind, ...rest }: Manifest): Promise<void> {
  const path = Object.entries(kinds).find(([name]) => name === `${apiVersion} ${kind}`)?.[1];
  if (path === undefined) throw new Error(`no schema for ${apiVersion} ${kind}`);
  const exported = (await import(path)) as Record<
    string,
    new (manifest: unknown) => { readonly validate: () => void }
  >;
  const Model = exported[kind];
  if (Model === undefined) throw new Error(`no ${kind} in ${path}`);
  new Model({ apiVersion, kind, ...rest }).validate();
}

describe("deploy/kubernetes", () => {
  test.each(resources)("%s is as the schemas of Kubernetes have it", async (file) => {
    for (const manifest of manifestsIn(file)) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(validate(manifest)).resolves.toBeUndefined();
    }
  });

  test("network-policy.yaml is so, too, with all that stands in comments", async () => {
    const name = "network-policy.yaml";
    const [written] = manifestsIn(name);
    const [policy = written] = manifestsIn(name, uncommented(name));
    const counts = [written, policy].map((each) => Object(each?.spec).egress.length as number);
    expect(counts).toEqual([4, 7]);
    await expect(validate(policy as Manifest)).resolves.toBeUndefined();
  });

  test("a manifest with a mistake would be found", async () => {
    const [deployment] = manifestsIn("deployment.yaml");
    const wrong = { ...deployment, spec: { replicas: "three" } } as unknown as Manifest;
    await expect(validate(wrong)).rejects.toThrow(/replicas/);
  });

  test("has no manifest that is not applied", () => {
    const others = new Set(["kustomization.yaml", "sluice.yaml", "api.graphql"]);
    const files = readdirSync(directory).filter((file) => !others.has(file));
    expect(files.toSorted()).toEqual(resources.toSorted());
  });

  test("has pods that the example of Prometheus finds: by this label, and this port", () => {
    const example = readFileSync("deploy/prometheus/prometheus-kubernetes.yaml", "utf8");
    expect(example).toMatch(/_pod_label_app_kubernetes_io_name\]\n +regex: sluice\n +action: keep/);
    expect(example).toMatch(/_pod_container_port_name\]\n +regex: metrics\n +action: keep/);
    expect(manifestsIn("deployment.yaml")[0]?.spec).toMatchObject({
      template: {
        metadata: { labels: { "app.kubernetes.io/name": "sluice" } },
        spec: {
          containers: [
            { ports: expect.arrayContaining([{ name: "metrics", containerPort: 9464 }]) },
          ],
        },
      },
    });
  });

  test("runs it as nobody in particular, who can write nowhere", () => {
    const text = readText("deployment.yaml");
    for (const setting of [
      "runAsNonRoot: true",
      "readOnlyRootFilesystem: true",
      "allowPrivilegeEscalation: false",
      'drop: ["ALL"]',
      "automountServiceAccountToken: false",
    ]) {
      expect(text).toContain(setting);
    }
  });

  test("has settings and a schema that a start takes, and gives a replica the time that it needs to stop", async () => {
    const config = loadConfig({ file: `${directory}/sluice.yaml`, env });
    expect((await readService({}, config)).problems).toEqual([]);
    const { drainDelayMs, drainTimeoutMs, port } = config.server;
    const [deployment] = manifestsIn("deployment.yaml");
    expect(deployment?.spec).toMatchObject({
      template: {
        spec: {
          containers: [
            { ports: [{ containerPort: port }, { containerPort: config.metrics.port }] },
          ],
        },
      },
    });
    const { template } = Object(deployment?.spec) as {
      readonly template: { readonly spec: { readonly terminationGracePeriodSeconds: number } };
    };
    const graceMs = template.spec.terminationGracePeriodSeconds * 1000;
    // The second drainTimeout is for what the first has left in progress; then there is a margin.
    expect(graceMs).toBeGreaterThanOrEqual((drainDelayMs + 2 * drainTimeoutMs) * 1.25);
  });
});

describe("deploy/kubernetes/sluice.yaml", () => {
  test("takes the Redis, with password and TLS, from the environment, and does not start without", () => {
    const file = `${directory}/sluice.yaml`;
    expect(loadConfig({ file, env })).toMatchObject({
      redis: { url: env.REDIS_URL },
      cache: { requireTtl: true },
    });
    expect(() => loadConfig({ file, env: {} })).toThrow(/REDIS_URL/);
  });

  test("has settings in comments that are settings", () => {
    const file = join(mkdtempSync(join(tmpdir(), "sluice-settings-")), "sluice.yaml");
    onTestFinished(() => rmSync(dirname(file), { recursive: true }));
    writeFileSync(file, uncommented("sluice.yaml"));
    expect(loadConfig({ file, env })).toMatchObject({
      identity: { required: true, jwt: [{ issuer: "https://login.example.com/" }] },
      limits: { operationsPerMinute: 600, callsPerMinute: 3000 },
    });
  });
});

describe("deploy/Dockerfile", () => {
  const text = readFileSync("deploy/Dockerfile", "utf8");
  const [, final = ""] = text.split(/^FROM .* AS build$/m);

  test("has two stages, the second without what only the build needs", () => {
    expect(text.match(/^FROM /gm)).toHaveLength(2);
    expect(text).toContain("npm ci --omit=dev --ignore-scripts");
    // What is installed is kept while these two files are the same.
    expect(text).toMatch(/^COPY package.json package-lock.json .*\nRUN npm ci\nCOPY \. \.$/m);
    expect(final).toContain("COPY --from=build /build/package /opt/sluice");
  });

  test("runs it as a user that is not root, by number, on the Node that it is tried with", () => {
    expect(text).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const major = /\d+/.exec(devDependencies["node"] ?? "")?.[0];
    expect(text.match(/^FROM node:(\d+)/gm)).toEqual([`FROM node:${major}`, `FROM node:${major}`]);
  });

  test("starts what the package has as its command", () => {
    const { bin } = JSON.parse(readFileSync("package.json", "utf8")) as {
      readonly bin: { readonly sluice: string };
    };
    expect(text).toContain(`ENTRYPOINT ["node", "/opt/sluice/${bin.sluice}"]`);
  });
});
