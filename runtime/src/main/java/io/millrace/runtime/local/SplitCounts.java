package io.millrace.runtime.local;

import java.util.concurrent.atomic.AtomicLong;

/** What a split has read; counted by its slot's thread, read by any. */
final class SplitCounts {
  private final String split;
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong malformed = new AtomicLong();
  private final AtomicLong held = new AtomicLong();
  private volatile double progress = -1;
  private volatile boolean ended;

  SplitCounts(String split) {
    this.split = split;
  }

  void record() {
    records.lazySet(records.getPlain() + 1);
  }

  long records() {
    return records.get();
  }

  void malformed() {
    malformed.lazySet(malformed.getPlain() + 1);
  }

  /** A turn in which reading was held back. */
  void held() {
    held.lazySet(held.getPlain() + 1);
  }

  void progress(double read) {
    progress = read;
  }

  void ended() {
    ended = true;
    progress = 1;
  }

  SplitStatus status() {
    return new SplitStatus(split, records.get(), malformed.get(), held.get(), progress, ended);
  }
}
