package io.millrace.runtime.rewind;

import io.millrace.runtime.MetadataStore;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.snapshot.SnapshotStore;
import java.nio.charset.StandardCharsets;

/**
 * Brings a copy of a journal in line with the rewinds that it has missed, whoever's it is: an
 * owner's, a follower's, or one that was left behind. Done again after a crash, it does the same.
 */
public final class CopyCut {
  private final Lineage lineage;
  private final MetadataStore documents;

  /**
   * A cut of copies in one data directory.
   *
   * @param documents of that directory: they say which generation each copy is of
   */
  public CopyCut(Lineage lineage, MetadataStore documents) {
    this.lineage = lineage;
    this.documents = documents;
  }

  /**
   * Brings a copy in line, before anybody reads it or appends to it. What is cut off cannot come
   * back. A copy that begins behind the cut is empty afterwards.
   *
   * @param generation which it is to be of
   */
  public void bringInLine(int partition, int generation, Journal journal, SnapshotStore snapshots) {
    bringInLine(partition, generation, journal, snapshots, () -> {});
  }

  /**
   * As the other, for a copy that may have to be restored.
   *
   * @param mending is done behind the cut, before the copy counts as one of the generation; done
   *     again after a crash
   */
  public void bringInLine(
      int partition, int generation, Journal journal, SnapshotStore snapshots, Runnable mending) {
    String document = "generation-" + partition;
    int former =
        documents
            .read(document)
            .map(bytes -> Integer.parseInt(new String(bytes, StandardCharsets.US_ASCII)))
            .orElse(0);
    if (former == generation) {
      return;
    }
    if (former > generation) {
      throw new IllegalStateException(
          "copy is of a later generation: partition="
              + partition
              + ", copy="
              + former
              + ", application="
              + generation
              + "; the application's metadata is not the newest");
    }
    cut(journal, lineage.cut(partition, former));
    new RewoundSnapshots(snapshots, lineage).deleteWorthless(partition);
    mending.run();
    documents.write(document, Integer.toString(generation).getBytes(StandardCharsets.US_ASCII));
  }

  /** An entry that holds the offset is of a copy that went another way: it goes, too. */
  private static void cut(Journal journal, long offset) {
    if (offset >= journal.endOffset()) {
      return;
    }
    long start = Math.max(offset, journal.startOffset());
    try (JournalReader reader = journal.reader(start)) {
      start = reader.offset();
    }
    journal.cut(start);
  }
}
