package io.millrace.cluster.worker;

import io.millrace.http.JournalLease;
import io.millrace.runtime.journal.ReadableJournal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who reads the journals of an application here: none is closed under a reader. For any thread. */
final class JournalLeases {
  private record Open(ReadableJournal journal, Set<JournalLease> leases) {}

  private final Map<Integer, Open> open = new HashMap<>();

  /** A partition's journal may be read from now on. */
  synchronized void open(int partition, ReadableJournal journal) {
    open.put(partition, new Open(journal, new HashSet<>()));
  }

  /** A lease, or null if the partition's journal is not open here. */
  synchronized JournalLease lease(int partition) {
    Open found = open.get(partition);
    if (found == null) {
      return null;
    }
    JournalLease lease = new JournalLease(found.journal, ended -> left(found, ended));
    found.leases.add(lease);
    return lease;
  }

  private synchronized void left(Open from, JournalLease lease) {
    from.leases.remove(lease);
  }

  /** Nobody reads a partition's journal any more when this returns. */
  void end(int partition) {
    // not under the lock, which those that end by themselves take
    endings(partition).forEach(JournalLease::close);
  }

  private synchronized List<JournalLease> endings(int partition) {
    Open found = open.remove(partition);
    return found == null ? List.of() : List.copyOf(found.leases);
  }
}
