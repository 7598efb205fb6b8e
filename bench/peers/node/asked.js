// What every peer in JavaScript shares: how it is asked, and how it tells. `../asked.py` has the
// same for Python.
//
//     node <peer>.js <file> <task> <threads>

export const STEPS = ["search", "product_view", "add_to_cart", "checkout", "purchase"];
export const WINDOW = 7 * 86_400_000;
export const TOP = 10;
const ROUNDS = 3;
const TASKS = ["load", "flow", "variants", "funnel", "dropOff", "follows"];

/**
 * Asks a peer: an object with `load(file, task)` and a method for each task that it can do.
 *
 * @param {Record<string, (events: any, task?: string) => any>} peer
 */
export async function run(peer) {
  const [file, task] = process.argv.slice(2);
  if (task === "tasks") return console.log(JSON.stringify(TASKS.filter((name) => peer[name])));
  if (task !== "all") {
    await clocked(task, "file", async () => {
      const events = await peer.load(file, task);
      return task === "load" ? null : peer[task](events);
    });
    return;
  }
  const events = await clocked("load", "file", () => peer.load(file));
  for (const task of TASKS.slice(1).filter((name) => peer[name])) {
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        await clocked(task, "memory", () => peer[task](events));
      }
    } catch (problem) {
      // Out of memory, most likely: that is one answer less.
      console.error(`    ${task}: ${problem}`);
    }
  }
}

/** Does work, tells its answer with the time it took, and gives it. */
async function clocked(task, source, work) {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const answer = await work();
  const seconds = (performance.now() - wall) / 1e3;
  const used = process.cpuUsage(cpu);
  const told = { task, source, seconds, cpu: (used.user + used.system) / 1e6 };
  console.log(JSON.stringify({ ...told, answer: task === "load" ? null : ordered(task, answer) }));
  return answer;
}

/** Rows in the order that answers are compared in. */
function ordered(task, answer) {
  if (task === "funnel") return answer;
  if (task === "variants") {
    const [distinct, top] = answer;
    return [distinct, top.sort((a, b) => b[1] - a[1] || compared(a[0], b[0]))];
  }
  return answer.sort((a, b) => compared(a[0], b[0]) || compared(a[1], b[1]));
}

/** By bytes, as Rust and Python do for these names. */
function compared(left, right) {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The number in the middle, or the mean of the two there. @param {Float64Array} times */
export function median(times) {
  times.sort();
  const half = times.length >> 1;
  return times.length % 2 ? times[half] : (times[half - 1] + times[half]) / 2;
}
