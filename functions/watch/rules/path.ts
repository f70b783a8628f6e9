/** Where an execution has been and is, on the picture of the definition that it runs. */
import type { Figure, Mark, Sketch, Way } from '../../../shared/picture/fold.ts';

/** One event of a history, as far as the way through the states needs it. */
export interface PathEvent {
  readonly id: number;
  /** The event that it follows from; 0 for none. */
  readonly previousId: number;
  readonly type: string;
  readonly at: string;
  /** Of an event that enters or leaves a state: its name. */
  readonly state?: string | undefined;
}

/** How long an execution stayed in a scene; all four states of a staff task are one. */
export interface Stay {
  readonly scene: string;
  readonly enteredAt: string;
  /** Absent while it is there, and where the execution ended in it. */
  readonly leftAt?: string;
}

/** The way of an execution. */
export interface Path {
  /** In the order in which they were entered. */
  readonly stays: readonly Stay[];
  /** From which figure to which it went. */
  readonly steps: readonly { readonly from: string; readonly to: string }[];
  readonly isOpen: boolean;
}

/** How much of the picture is shown: the way so far with what can come next, or all ways. */
export type View = 'near' | 'whole';

const isEntering = ({ type }: PathEvent): boolean => type.endsWith('StateEntered');

/** The way through the scenes; where older events are missing it begins with the first that is there. */
export function pathOf({ scenes, figures }: Sketch, events: readonly PathEvent[], isOpen: boolean): Path {
  const byId = new Map(events.map((event) => [event.id, event]));
  const joins = new Set(figures.filter(({ kind }) => kind === 'join').map(({ id }) => id));
  const sceneOf = (state: string): string => scenes.get(state) ?? state;
  const joinOf = (scene: string): string | undefined =>
    joins.has(`${scene} joined`) ? `${scene} joined` : undefined;
  /** The last event before this one that entered or left a state; `start` where there is none. */
  const before = (event: PathEvent): PathEvent | 'start' | undefined => {
    if (event.previousId === 0) return 'start';
    const previous = byId.get(event.previousId);
    return previous === undefined || previous.state !== undefined ? previous : before(previous);
  };
  /** The event by which the state was entered that this event leaves. */
  const entering = (left: PathEvent): PathEvent | undefined => {
    let event = byId.get(left.previousId);
    while (event !== undefined && !(isEntering(event) && event.state === left.state))
      event = byId.get(event.previousId);
    return event;
  };

  const stays: { scene: string; enteredAt: string; leftAt?: string }[] = [];
  const stayOf = new Map<number, (typeof stays)[number]>();
  const steps: { from: string; to: string }[] = [];
  for (const event of events) {
    if (event.state === undefined) continue;
    const scene = sceneOf(event.state);
    if (!isEntering(event)) {
      const stay = stayOf.get(entering(event)?.id ?? 0);
      if (stay !== undefined) stay.leftAt = event.at;
      continue;
    }
    const last = before(event);
    const lastScene = last === 'start' || last?.state === undefined ? undefined : sceneOf(last.state);
    const left = last !== 'start' && last !== undefined && !isEntering(last);
    const going = left && lastScene === scene ? stayOf.get(entering(last)?.id ?? 0) : undefined;
    if (going !== undefined) {
      delete going.leftAt;
      stayOf.set(event.id, going);
      continue;
    }
    const stay = { scene, enteredAt: event.at };
    stays.push(stay);
    stayOf.set(event.id, stay);
    if (last === 'start') steps.push({ from: 'start', to: scene });
    else if (lastScene !== undefined)
      steps.push({ from: (left && joinOf(lastScene)) || lastScene, to: scene });
  }
  return { stays, steps, isOpen };
}

/** The scenes in which an execution is now. */
export const presentOf = ({ stays, isOpen }: Path): string[] =>
  isOpen ? stays.filter(({ leftAt }) => leftAt === undefined).map(({ scene }) => scene) : [];

const isBar = ({ kind }: Figure): boolean => kind === 'fork' || kind === 'join';

/** The picture with what was taken: of all ways, or of those so far and those that lead on from here. */
export function toldSketch(sketch: Sketch, path: Path, view: View): Sketch {
  const present = new Set(presentOf(path));
  const gone = goneWays(sketch, path);
  const been = new Set([
    'start',
    ...path.stays.map(({ scene }) => scene),
    ...gone.flatMap(({ from, to }) => [from, to]),
  ]);
  const isAhead = ({ from, label }: Way): boolean => present.has(from) && label !== 'fails';
  const ways = sketch.ways
    .filter((way) => view === 'whole' || gone.includes(way) || isAhead(way))
    .map((way) => ({ ...way, taken: gone.includes(way) }));
  const shown = new Set([...been, ...ways.flatMap(({ from, to }) => [from, to])]);
  const figures = sketch.figures
    .filter(({ id }) => view === 'whole' || shown.has(id))
    .map((figure): Figure => {
      const mark = isBar(figure) ? undefined : markOf(figure.id, present, been);
      // What stands below a title is told beside the picture.
      return { ...figure, note: '', ...(mark !== undefined && { mark }) };
    });
  const inside = new Set(figures.flatMap(({ frame }) => framesAround(sketch, frame)));
  return { scenes: sketch.scenes, figures, ways, frames: sketch.frames.filter(({ id }) => inside.has(id)) };
}

function markOf(id: string, present: ReadonlySet<string>, been: ReadonlySet<string>): Mark | undefined {
  if (present.has(id)) return 'now';
  return been.has(id) ? 'taken' : undefined;
}

/** A frame and those in which it stands. */
function framesAround({ frames }: Sketch, frame: string | undefined): string[] {
  if (frame === undefined) return [];
  const around = frames.find(({ id }) => id === frame)?.frame;
  return around === undefined ? [frame] : [frame, around];
}

/** The ways of the picture that were gone, also where it draws a shared signal or a retry in place of a way from each task. */
function goneWays({ ways, figures }: Sketch, { steps, stays }: Path): Way[] {
  const gone = new Set<Way>();
  for (const { from, to } of steps) {
    const direct = ways.filter((way) => way.from === from && way.to === to);
    const again = ways.filter((way) => way.from === from && way.to === `${from} again`);
    const bySignal = ways.filter((way) => way.from.startsWith('signal ') && way.to === to);
    for (const way of [direct, again, bySignal].find(({ length }) => length > 0) ?? []) gone.add(way);
  }
  const been = new Set(stays.map(({ scene }) => scene));
  const joined = new Set(
    figures
      .filter(({ id, kind }) => kind === 'join' && steps.some(({ from }) => from === id))
      .map(({ id }) => id),
  );
  for (const way of ways) if (joined.has(way.to) && been.has(way.from)) gone.add(way);
  return [...gone];
}
