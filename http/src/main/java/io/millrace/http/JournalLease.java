package io.millrace.http;

import io.millrace.runtime.journal.ReadableJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One reader's hold on a journal. Reading is done in short turns, so that whoever has to close the
 * journal can end the lease between two of them, however slow the reader's client is. For any
 * thread.
 */
public final class JournalLease implements AutoCloseable {
  private final ReadableJournal journal;
  private final Consumer<JournalLease> atEnd;
  private final List<Runnable> closings = new ArrayList<>();
  private boolean ended;

  /**
   * A lease.
   *
   * @param journal gives stable entries only
   * @param atEnd is told when it has ended
   */
  public JournalLease(ReadableJournal journal, Consumer<JournalLease> atEnd) {
    this.journal = journal;
    this.atEnd = atEnd;
  }

  /**
   * Reads for a turn, without waiting for anybody in it.
   *
   * @return false if the lease has ended; then nothing was read
   */
  synchronized boolean read(Consumer<ReadableJournal> turn) {
    if (ended) {
      return false;
    }
    turn.accept(journal);
    return true;
  }

  /** What is to be closed at the end; called in a turn. */
  synchronized void closes(Runnable closing) {
    closings.add(closing);
  }

  /** Whether nothing is read by it any more. */
  public synchronized boolean isEnded() {
    return ended;
  }

  /** Ends it: after the turn that is going on, if there is one. */
  @Override
  public void close() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      closings.forEach(Runnable::run);
    }
    atEnd.accept(this);
  }
}
