/**
 * Changes of a map, as functions from one to the next. A map is plain data and is never changed
 * in place; whether the result is a valid one, the library says.
 *
 * @typedef {import("cesta").JourneySpec} Spec
 * @typedef {import("cesta").Touchpoint} Touchpoint
 * @typedef {import("cesta").Transition} Transition
 * @typedef {(spec: Spec, links: readonly Transition[]) => Spec} Change from a map, all of whose links are given
 */

/** The touchpoints in map order, with their stages. @param {Spec} spec */
export function touchpoints(spec) {
  return spec.stages.flatMap((stage) =>
    (stage.touchpoints ?? []).map((touchpoint) => ({ stage, touchpoint })),
  );
}

/** @param {Spec} spec @param {string} id @param {(it: Touchpoint) => Touchpoint} change @returns {Spec} */
function at(spec, id, change) {
  const stages = spec.stages.map((stage) => {
    const list = stage.touchpoints ?? [];
    return list.some((it) => it.id === id)
      ? { ...stage, touchpoints: list.map((it) => (it.id === id ? change(it) : it)) }
      : stage;
  });
  return { ...spec, stages };
}

/** An object without the fields that are undefined. @template {object} T @param {T} value @returns {T} */
function given(value) {
  return /** @type {T} */ (
    Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined))
  );
}

/** @param {Spec} spec @param {string} id @param {number | undefined} emotion */
export function setEmotion(spec, id, emotion) {
  return at(spec, id, (it) => given({ ...it, emotion }));
}

/**
 * Sets the score that the map declares by a measure. A number somebody designs rests on no
 * answers, so n and interval of the old one go.
 *
 * @param {Spec} spec @param {string} id @param {string} measure @param {number | undefined} value
 */
export function setScore(spec, id, measure, value) {
  return at(spec, id, (it) => {
    const scores = it.scores ?? [];
    const known = scores.some((score) => score.measure === measure);
    if (value === undefined)
      return given({
        ...it,
        scores: nonEmpty(scores.filter((score) => score.measure !== measure)),
      });
    if (!known) return { ...it, scores: [...scores, { measure, value }] };
    return {
      ...it,
      scores: scores.map((score) => (score.measure === measure ? { measure, value } : score)),
    };
  });
}

/** @template T @param {T[]} list */
function nonEmpty(list) {
  return list.length > 0 ? list : undefined;
}

/** @param {Spec} spec @param {readonly Transition[]} links @param {number} index @param {number | undefined} probability @returns {Spec} */
export function setProbability(spec, links, index, probability) {
  return {
    ...spec,
    transitions: links.map((it, place) => (place === index ? given({ ...it, probability }) : it)),
  };
}

/** @param {Spec} spec @param {readonly Transition[]} links @param {number} index @returns {Spec} */
export function removeLink(spec, links, index) {
  return { ...spec, transitions: links.filter((_, place) => place !== index) };
}

/** The library puts the links into map order. @param {Spec} spec @param {readonly Transition[]} links @param {Transition} link @returns {Spec} */
export function addLink(spec, links, link) {
  return { ...spec, transitions: [...links, link] };
}

/** The links that were there once and are gone. @param {readonly Transition[]} once @param {readonly Transition[]} now */
export function removedLinks(once, now) {
  const ends = (/** @type {Transition} */ { from, to }) => JSON.stringify([from, to]);
  const left = now.map(ends);
  return once.filter((link) => {
    const place = left.indexOf(ends(link));
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}
