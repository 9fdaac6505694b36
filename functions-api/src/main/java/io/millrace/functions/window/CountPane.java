package io.millrace.functions.window;

/**
 * What is kept of some records in the order of their arrival.
 *
 * @param count how many of the key have come: behind the last of these
 * @param contents of them
 * @param oldestMs the earliest event time
 * @param newestMs the latest event time
 */
record CountPane<A>(long count, A contents, long oldestMs, long newestMs) {

  CountPane<A> merge(CountPane<A> later, Contents<?, A> by) {
    return new CountPane<>(
        later.count,
        by.merge(contents, later.contents),
        Math.min(oldestMs, later.oldestMs),
        Math.max(newestMs, later.newestMs));
  }
}
