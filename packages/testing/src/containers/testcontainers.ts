import { hostname } from 'node:os';

/** Says which process of which machine a container belongs to. */
const OWNER = 'emberlog.test.owner';

/**
 * The library, loaded by those who start containers only. Its reaper is an image of its own that not
 * everybody can pull; `removeLeftovers` does its work.
 */
const load = async () => {
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
  return await import('testcontainers');
};

/** A container of the image, labelled as this process's, to be described further and started. */
export const describeContainer = async (image: string) => {
  const { GenericContainer, Wait } = await load();
  await removeLeftovers();
  const container = new GenericContainer(image).withLabels({
    [OWNER]: `${hostname()} ${process.pid}`,
  });
  return { container, Wait };
};

/** Why no container of the image can be started here, or null; an image that is not there is pulled. */
export const whyNoContainer = async (image: string): Promise<string | null> => {
  const { getContainerRuntimeClient, ImageName } = await load();
  const runtime = await getContainerRuntimeClient().catch(() => null);
  if (runtime === null) return 'no Docker daemon answers';
  const name = ImageName.fromString(image);
  try {
    if (!(await runtime.image.exists(name))) await runtime.image.pull(name);
    return null;
  } catch {
    return `the image ${image} is not there and cannot be pulled`;
  }
};

/** Removes the containers of processes of this machine that were killed before they could. */
const removeLeftovers = async (): Promise<void> => {
  const { getContainerRuntimeClient } = await load();
  const { dockerode } = (await getContainerRuntimeClient()).container;
  const containers = await dockerode.listContainers({ all: true, filters: { label: [OWNER] } });
  const left = containers.filter(({ Labels }) => isGone(Labels[OWNER] ?? ''));
  await Promise.all(
    left.map(async ({ Id }) => {
      // Another process may be removing it too.
      await dockerode
        .getContainer(Id)
        .remove({ force: true, v: true })
        .catch(() => undefined);
    }),
  );
};

const isGone = (owner: string): boolean => {
  const [machine, pid] = owner.split(' ');
  if (machine !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch {
    return true;
  }
};
