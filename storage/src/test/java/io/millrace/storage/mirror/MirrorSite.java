package io.millrace.storage.mirror;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.rewind.Lineage;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.storage.DataDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** A data directory with one partition's journal, as its owner of one term fills it. */
final class MirrorSite implements AutoCloseable {
  static final long APPLICATION = 0x77;
  static final int PARTITION = 3;

  final DataDirectory data;
  final Journal journal;
  final int term;
  final int generation;
  private long epoch;

  MirrorSite(Path directory, int term, int generation) {
    this.term = term;
    this.generation = generation;
    data = DataDirectory.open(directory);
    journal = data.journals().open(PARTITION, term);
  }

  FrameStamp stamp() {
    return new FrameStamp(APPLICATION, Origin.ofPartition(PARTITION), term, generation, 1);
  }

  PartitionMirror mirror(MirrorFiles files, Lineage lineage, long nowNs) {
    return mirror(files, lineage, null, nowNs);
  }

  PartitionMirror mirror(MirrorFiles files, Lineage lineage, LongConsumer waiting, long nowNs) {
    return new PartitionMirror(
        files, stamp(), PARTITION, journal, data.snapshots(), lineage, waiting, nowNs);
  }

  /** Appends entries that only their offset and term decide. */
  void append(int count) {
    for (int i = 0; i < count; i++) {
      byte[] frame = new byte[FrameHeader.LENGTH + 100];
      new Random(journal.endOffset() * 31 + term).nextBytes(frame);
      FrameHeader.init(frame, 0, FrameType.DATA);
      FrameHeader.length(frame, 0, frame.length);
      FrameHeader.recordCount(frame, 0, 1);
      append(frame);
    }
  }

  /** Enters an epoch; returns where the journal is cut to go back to it. */
  long enter(long next) {
    epoch = next;
    byte[] frame = new byte[FrameHeader.LENGTH];
    FrameHeader.init(frame, 0, FrameType.EPOCH);
    FrameHeader.length(frame, 0, frame.length);
    FrameHeader.epoch(frame, 0, next);
    append(frame);
    return journal.endOffset();
  }

  private void append(byte[] frame) {
    FrameHeader.term(frame, 0, term);
    FrameHeader.generation(frame, 0, generation);
    FrameHeader.offset(frame, 0, journal.endOffset());
    FrameHeader.seal(frame, 0);
    if (!journal.append(frame, 0, frame.length)) {
      throw new AssertionError("no room");
    }
  }

  /** Takes a snapshot of this moment, and waits for the disk. */
  SnapshotId snapshot() {
    SnapshotId id = new SnapshotId(PARTITION, generation, journal.endOffset(), epoch, 1);
    SnapshotOutput output = data.snapshots().begin(id);
    byte[] chunk = new byte[1000];
    new Random(id.offset()).nextBytes(chunk);
    output.force(chunk, chunk.length);
    output.commit();
    while (output.status() == SnapshotOutput.Status.WRITING) {
      LockSupport.parkNanos(1_000_000);
    }
    return id;
  }

  /** All entries: offset, term, and a hash of all bytes. */
  List<String> entries() {
    List<String> entries = new ArrayList<>();
    ByteOutput frame = new ByteOutput(1 << 10);
    try (JournalReader reader = journal.reader(journal.startOffset())) {
      while (reader.read(frame)) {
        byte[] entry = frame.toByteArray();
        entries.add(
            FrameHeader.offset(entry, 0)
                + "/"
                + FrameHeader.term(entry, 0)
                + "/"
                + Integer.toHexString(Arrays.hashCode(entry)));
      }
    }
    return entries;
  }

  @Override
  public void close() {
    journal.close();
    data.close();
  }
}
