package io.millrace.storage;

import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Journals on Chronicle Queue, one directory each. Has two threads: one keeps pages ready, one
 * makes, closes and deletes segments. Safe for several threads.
 */
public final class ChronicleJournalStore implements JournalStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChronicleJournalStore.class);

  /** A disk that was full has room again with this much more than the largest frame. */
  private static final long RESERVE_BYTES = 1 << 20;

  private final Path directory;
  private final JournalSettings settings;
  private final boolean writable;
  private final Set<ChronicleJournal> journals = new HashSet<>();
  private final Set<Path> claimed = new HashSet<>();
  private final PageToucher toucher = new PageToucher(this);
  private final ExecutorService files =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-journal-files");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean full;
  private boolean closed;

  /**
   * A store over a directory that nobody else uses: {@link DataDirectory} holds its lock.
   *
   * @param directory is made if it is not there
   */
  ChronicleJournalStore(Path directory, JournalSettings settings) {
    this(directory, settings, true);
  }

  private ChronicleJournalStore(Path directory, JournalSettings settings, boolean writable) {
    this.directory = directory;
    this.settings = settings;
    this.writable = writable;
    if (writable) {
      toucher.start();
    }
  }

  /** A store that changes nothing: its journals are read, and end before what a crash cut short. */
  static ChronicleJournalStore toRead(Path directory, JournalSettings settings) {
    return new ChronicleJournalStore(directory, settings, false);
  }

  @Override
  public Journal open(int partition, int term) {
    Path path = directory.resolve(Integer.toString(partition));
    claim(path);
    try {
      if (writable) {
        Files.createDirectories(path);
        JournalFiles.enterTerm(path, term);
      }
      JournalFiles.Content content =
          writable ? JournalFiles.recover(path) : JournalFiles.look(path);
      ChronicleJournal journal = new ChronicleJournal(this, path, content);
      opened(path, journal);
      return journal;
    } catch (IOException e) {
      unclaim(path);
      throw new JournalException("cannot open journal: dir=" + path + "; " + e, e);
    } catch (RuntimeException e) {
      unclaim(path);
      throw e;
    }
  }

  private synchronized void claim(Path path) {
    if (closed) {
      throw new JournalException("journal store closed: dir=" + directory);
    }
    if (!claimed.add(path)) {
      throw new JournalException("journal is open already: dir=" + path + "; close it first");
    }
  }

  private synchronized void unclaim(Path path) {
    claimed.remove(path);
  }

  private void opened(Path path, ChronicleJournal journal) {
    synchronized (this) {
      if (closed) {
        throw new JournalException("journal store closed: dir=" + path);
      }
      journals.add(journal);
    }
    if (writable) {
      toucher.add(journal);
      journal.prepare();
    }
  }

  /** Whether journals may be changed. */
  boolean isWritable() {
    return writable;
  }

  JournalSettings settings() {
    return settings;
  }

  /** Whether the disk had no room lately. */
  boolean isFull() {
    return full;
  }

  /** The disk had no room; appends that need more are refused until it has. */
  void noRoom(IOException cause) {
    if (!full) {
      full = true;
      LOG.warn(
          "no room for journals, partitions wait: dir={}; free some of the disk; {}",
          directory,
          cause.toString());
    }
  }

  /** Looks whether there is room again. */
  void checkRoom() {
    if (!full) {
      return;
    }
    try {
      if (Files.getFileStore(directory).getUsableSpace()
          > RESERVE_BYTES + settings.maxFrameBytes()) {
        full = false;
        LOG.info("room for journals again: dir={}", directory);
      }
    } catch (IOException e) {
      LOG.warn("cannot ask for free space: dir={}; {}", directory, e.toString());
    }
  }

  /** Runs something that works on files, off the caller's thread, after all before it. */
  void later(Runnable task) {
    try {
      files.execute(task);
    } catch (RejectedExecutionException e) {
      // Closing: segments are closed by then, and what was released is deleted another time.
      LOG.debug("journal store closes: dir={}", directory);
    }
  }

  /** Waits until all that was given to {@link #later} is done. */
  void awaitFiles() {
    try {
      files.submit(() -> {}).get();
    } catch (RejectedExecutionException e) {
      LOG.debug("journal store closes: dir={}", directory);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The journal was closed; another may be opened once nothing works on its files any more. */
  void closed(ChronicleJournal journal) {
    toucher.remove(journal);
    awaitFiles();
    synchronized (this) {
      journals.remove(journal);
      claimed.remove(journal.directory());
    }
  }

  @Override
  public void close() {
    List<ChronicleJournal> open;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      open = List.copyOf(journals);
    }
    toucher.close();
    open.forEach(ChronicleJournal::close);
    files.shutdown();
    try {
      if (!files.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("segments are still being deleted: dir={}", directory);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
