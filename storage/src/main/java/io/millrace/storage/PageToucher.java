package io.millrace.storage;

import io.millrace.runtime.Threads;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a store that keeps pages ready ahead of every journal's end, so that page faults
 * and the allocation of disk blocks stay off the partitions' threads.
 */
final class PageToucher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PageToucher.class);
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int ROUNDS_PER_CHECK = 100;

  private final ChronicleJournalStore store;
  private final List<ChronicleJournal> journals = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "millrace-page-toucher");
  private volatile boolean stopped;

  PageToucher(ChronicleJournalStore store) {
    this.store = store;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void add(ChronicleJournal journal) {
    journals.add(journal);
  }

  void remove(ChronicleJournal journal) {
    journals.remove(journal);
  }

  private void run() {
    for (int round = 0; !stopped; round++) {
      if (!store.isFull()) {
        for (ChronicleJournal journal : journals) {
          keepAhead(journal);
        }
      }
      if (round % ROUNDS_PER_CHECK == 0) {
        store.checkRoom();
        store.later(() -> journals.forEach(ChronicleJournal::trim));
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  private void keepAhead(ChronicleJournal journal) {
    try {
      journal.keepAhead();
    } catch (IOException e) {
      store.noRoom(e);
    } catch (RuntimeException e) {
      // The partition's thread goes on without it, only slower.
      LOG.warn("cannot touch pages ahead: journal={}", journal.directory(), e);
    }
  }

  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
    Threads.join(thread);
  }
}
