// What becomes of the callers of one command.

const LIMIT = Number(process.env.LIMIT) * 1000;

/** A mark for each caller: `.` ok, `x` failed, `?` no answer yet. */
class Tally {
  constructor(callers) {
    this.marks = Array(callers).fill('?');
    this.errors = new Map();
    this.longest = 0;
  }

  /** Counts one caller's work, and never fails. Gives back whether it ended in time; one that hangs is left behind. */
  async count(caller, work) {
    const began = performance.now();
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, LIMIT, true)));
    const done = work().then(() => this.ended(caller, began), (error) => this.ended(caller, began, error));
    const hangs = await Promise.race([done, late]);
    clearTimeout(timer);
    return !hangs;
  }

  ended(caller, began, error) {
    if (this.answered) return;
    this.longest = Math.max(this.longest, performance.now() - began);
    this.marks[caller] = error === undefined ? '.' : 'x';
    if (error !== undefined) {
      const said = described(error);
      const key = JSON.stringify(said);
      this.errors.set(key, { ...said, count: (this.errors.get(key)?.count ?? 0) + 1 });
    }
  }

  answer() {
    this.answered = true;
    const marked = (mark) => this.marks.filter((each) => each === mark).length;
    return {
      ok: marked('.'),
      failed: marked('x'),
      hanging: marked('?'),
      ms: Math.round(marked('?') ? LIMIT : this.longest),
      order: this.marks.join(''),
      errors: [...this.errors.values()],
    };
  }
}

/** The class that the caller sees, the code of it or of the driver's error in it, and its words. */
function described(error) {
  let code = null;
  for (let inner = error; inner && code === null; inner = inner.cause ?? inner.parent ?? inner.driverError) {
    code = inner.code ?? inner.errno ?? null;
  }
  // A constructor's name may be minified.
  const kind = [error?.name, error?.constructor?.name].find((name) => name && name !== 'Error') ?? 'Error';
  return { class: kind, code, text: String(error?.message ?? error) };
}

module.exports = { LIMIT, Tally };
