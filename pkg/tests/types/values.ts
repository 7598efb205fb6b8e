// What compiles and what does not: for the compilers of `types.test.js`, and never run.

import { EventLog, Journey, Responses, compare, init, isCestaError, rules } from "cesta";
import type {
  CestaError,
  ErrorDetails,
  GapReport,
  JourneySpec,
  JsonValue,
  Overlay,
  PathError,
  Place,
  Problem,
  Route,
  Score,
  Text,
  Touchpoint,
} from "cesta";

/** Takes a value of exactly this type. */
declare function exactly<Expected>(): <Found>(
  found: Found,
  ...same: Same<Expected, Found> extends true ? [] : [never]
) => void;
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export const loaded: Promise<void> = init();

// A map is plain data.
const spec: JourneySpec = {
  version: 1,
  id: "bakery",
  label: null,
  stages: [
    { id: "find", touchpoints: [{ id: "smell", role: "entry", emotion: 2 }] },
    { id: "buy", attributes: { till: [1, { paper: null }] }, touchpoints: [{ id: "till" }] },
  ],
  levels: { S3: "allow" },
};
// @ts-expect-error no such role
const wrongRole: Touchpoint = { id: "smell", role: "entrance" };
// @ts-expect-error no such field
const wrongField: Touchpoint = { id: "smell", colour: "red" };
// @ts-expect-error an id is needed
const noId: Touchpoint = { label: "Smell" };
const free: JsonValue = { any: [1, "two", false, null] };
// @ts-expect-error JSON has no functions
const notFree: JsonValue = { any: () => 1 };
export { free, noId, notFree, wrongField, wrongRole };

// It cannot be changed.
// @ts-expect-error a field
spec.id = "other";
// @ts-expect-error a list
spec.stages?.push({ id: "eat" });
// @ts-expect-error a map
(spec.levels ?? {}).S3 = "deny";

// Classes are made by their functions, and are disposable.
using journey = Journey.from(spec);
// @ts-expect-error made by `from` and `read`
new Journey();
exactly<JourneySpec>()(journey.toJSON());
exactly<string>()(journey.name);
exactly<readonly Touchpoint[]>()(journey.touchpoints());
exactly<Touchpoint | undefined>()(journey.touchpoint("till"));
exactly<Route | undefined>()(journey.bestRoute());

// Text is text or bytes.
const texts: Text[] = ["", new Uint8Array(2), new ArrayBuffer(2)];
export const maps: Journey[] = texts.map((text) => Journey.read(text));
// @ts-expect-error a number is no text
Journey.read(3);

// Options are last, and closed.
journey.gaps();
journey.gaps(null, { levels: { S3: "deny" } });
journey.allRoutes({ by: "duration", scope: { persona: null } }, { maxRoutes: 10 });
// @ts-expect-error no such option
journey.gaps(null, { thin: 2 });
// @ts-expect-error no such word
journey.bestRoute({ by: "beauty" });
// @ts-expect-error no such field inside
journey.bestRoute({ scope: { people: [] } });
// @ts-expect-error no such name
Journey.template("holiday");

// Results are plain data, which can be handed back.
const log = EventLog.fromColumns({
  customers: ["ann", "bo"] as const,
  touchpoints: { codes: new Uint32Array([0, 0]), names: ["smell"] },
  times: new Float64Array([0, 1]),
});
const overlay: Overlay = JSON.parse(JSON.stringify(journey.overlay(log)));
const satisfaction = journey.satisfaction(Responses.read(journey, ""));
const report: GapReport = journey.gaps({ overlay, satisfaction });
export const picture: string = journey.mapSvg({ overlay, gaps: report });
exactly<string | undefined>()(report.findings[0]?.hint);
// @ts-expect-error there may be none
report.findings[0].hint;
// @ts-expect-error a result cannot be changed
report.counts.deny = 0;
exactly<string | undefined>()(rules()[0]?.id);
export function points(score: Score): string {
  // @ts-expect-error there may be no value
  score.value.toFixed();
  exactly<number | undefined>()(score.interval?.low);
  return compare(score, score).conclusion;
}

// A union is narrowed by its tag, and known to be complete.
export function where(place: Place): string {
  switch (place.kind) {
    case "journey":
      // @ts-expect-error the whole has no id
      return place.id;
    case "stage":
      return place.stage;
    case "touchpoint":
      return place.touchpoint;
    case "transition":
      return place.from + place.to;
    case "persona":
      return place.persona;
    case "element":
      return place.path;
    default:
      return place satisfies never;
  }
}

// An error is narrowed by its name, then its code.
export function told(error: unknown): string {
  if (!isCestaError(error)) return String(error);
  exactly<keyof ErrorDetails>()(error.name);
  exactly<string>()(error.message);
  // @ts-expect-error not every error has problems
  error.details.problems;
  switch (error.name) {
    case "InvalidJourney":
    case "InvalidArgument":
      exactly<readonly Problem[]>()(error.details.problems);
      return error.details.problems.map((it) => `${it.path}:${it.position?.line}`).join();
    case "PathError":
      if (error.code === "unknownTouchpoint") return error.details.touchpoint;
      exactly<"unknownPersona" | "unknownChannel">()(error.code);
      return error.message;
    default:
      // @ts-expect-error that one was above
      return error.name === "PathError" ? "" : error.code;
  }
}
exactly<PathError["code"]>()({} as CestaError<"PathError">["code"]);
// @ts-expect-error no such error
export type None = CestaError<"NoError">;
