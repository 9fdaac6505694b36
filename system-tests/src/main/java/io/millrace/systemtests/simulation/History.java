package io.millrace.systemtests.simulation;

import io.millrace.runtime.frame.FrameHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The one stable history of a partition: what was stable once is never different later. */
final class History {
  private final int partition;
  private final List<byte[]> entries = new ArrayList<>();

  History(int partition) {
    this.partition = partition;
  }

  int count() {
    return entries.size();
  }

  /** Compares what became stable at an owner or a zombie since the last look. */
  void look(Owner owner) {
    JournalCopy copy = owner.journal().copy();
    long stable = owner.replicated().stableOffset();
    int at = owner.checked();
    for (; at < copy.count() && copy.endOf(at) <= stable; at++) {
      byte[] entry = copy.entry(at);
      if (at == entries.size()) {
        entries.add(entry);
      } else if (entry != entries.get(at) && !Arrays.equals(entry, entries.get(at))) {
        throw new AssertionError(
            "stable history changed: partition="
                + partition
                + ", offset="
                + copy.startOf(at)
                + ", was="
                + FrameHeader.type(entries.get(at), 0)
                + ", is="
                + FrameHeader.type(entry, 0)
                + ", term="
                + owner.term()
                + ", zombie="
                + owner.isZombie());
      }
    }
    owner.checked(at);
  }

  /** The application was rewound: what is beyond {@code count} entries did not happen. */
  void rewind(int count) {
    entries.subList(Math.min(count, entries.size()), entries.size()).clear();
  }
}
