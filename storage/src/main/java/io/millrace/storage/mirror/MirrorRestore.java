package io.millrace.storage.mirror;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.rewind.Lineage;
import io.millrace.runtime.snapshot.IncomingSnapshot;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.storage.mirror.MirrorManifest.Segment;
import io.millrace.storage.mirror.MirrorManifest.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a partition's journal and snapshots from a mirror, up to a cut. Waits for the mirror and
 * for the disk.
 */
public final class MirrorRestore {
  private static final Logger LOG = LoggerFactory.getLogger(MirrorRestore.class);
  private static final int PIECE_BYTES = 256 << 10;
  private static final long PAUSE_NS = 1_000_000L;

  private final MirrorFolder folder;
  private final long application;
  private final int partition;
  private final Lineage lineage;
  private final int codeVersion;

  /**
   * A restore of a partition.
   *
   * @param lineage with the rewind whose cut is gone back to as its last
   * @param codeVersion of the code that is to go on
   */
  public MirrorRestore(
      MirrorFiles files, long application, int partition, Lineage lineage, int codeVersion) {
    this.folder = new MirrorFolder(files, application, partition);
    this.application = application;
    this.partition = partition;
    this.lineage = lineage;
    this.codeVersion = codeVersion;
  }

  /**
   * Puts the journal in the place of whatever is in it, and a snapshot beside it. If it fails, or
   * the process dies, the journal ends before the cut, and all of it can be done again.
   *
   * @param epoch that is gone back to
   * @param cut where the journal ends then
   * @throws IOException if the mirror cannot be read, is damaged, or does not hold what is needed
   */
  public void run(long epoch, long cut, Journal journal, SnapshotStore snapshots)
      throws IOException {
    MirrorManifest manifest =
        folder.newest().orElseThrow(() -> lacking("there is no manifest of it"));
    MirroredPartition mirrored = new MirroredPartition(manifest, lineage, codeVersion);
    if (mirrored.end() < cut) {
      throw lacking("it ends at offset " + mirrored.end() + ", wanted is " + cut);
    }
    fill(mirrored, epoch, cut, journal, snapshots);
    LOG.info(
        "partition restored from the mirror: partition={}, epoch={}, entries from {} to {}",
        partition,
        epoch,
        journal.startOffset(),
        cut);
  }

  /**
   * As {@link #run}, with all that was flushed by an owner that waited for it: nothing that was
   * ever stable is missing. Whoever that was cannot make anything stable from here on.
   *
   * @param term of the owner that begins with it
   * @return false if the mirror holds nothing of the partition; then nothing was done
   * @throws IOException if the mirror cannot be read, is damaged, or does not hold what is needed
   */
  public boolean runToEnd(int term, Journal journal, SnapshotStore snapshots) throws IOException {
    folder.write(new MirrorFence(term, MirrorFence.UNKNOWN));
    Optional<MirrorManifest> newest = folder.newest(); // once the fence stands
    if (newest.isEmpty()) {
      return false;
    }
    MirrorManifest manifest = newest.get();
    folder.write(new MirrorFence(term, manifest.term()));
    MirroredPartition mirrored = new MirroredPartition(manifest, lineage, codeVersion);
    fill(mirrored, Long.MAX_VALUE, mirrored.end(), journal, snapshots);
    long counted = journal.endOffset();
    if (mirrored.end() == manifest.end() && !manifest.segments().isEmpty()) {
      Segment last = manifest.segments().get(manifest.segments().size() - 1);
      if (MirrorFolder.term(last.file()) == manifest.term()) {
        long cut = lineage.cut(partition, manifest.generation());
        copyTail(manifest, last, cut, journal);
      }
    }
    LOG.info(
        "partition restored from the mirror: partition={}, entries from {} to {}, of them {} behind"
            + " the last manifest",
        partition,
        journal.startOffset(),
        journal.endOffset(),
        journal.endOffset() - counted);
    return true;
  }

  /** Puts entries up to a cut, and a snapshot from before, in the place of what there is. */
  private void fill(
      MirroredPartition mirrored, long epoch, long cut, Journal journal, SnapshotStore snapshots)
      throws IOException {
    List<Snapshot> bases = mirrored.bases(epoch, cut);
    boolean taken = false;
    for (int i = 0; i < bases.size() && !taken; i++) {
      taken = take(bases.get(i), snapshots);
    }
    if (!taken && !mirrored.isFromStart(cut)) {
      throw lacking("none of its snapshots is of use: " + bases);
    }
    long start = mirrored.runStart(cut);
    journal.startOver(start);
    for (Segment segment : mirrored.manifest().segments()) {
      if (segment.end() > start && segment.start() < cut) {
        copy(mirrored.manifest(), segment, Math.min(segment.end(), cut), journal);
      }
    }
    if (journal.endOffset() != cut) {
      throw lacking("its entries end at " + journal.endOffset() + ", wanted is " + cut);
    }
  }

  private IOException lacking(String what) {
    return new IOException(
        "partition cannot be restored from the mirror: application="
            + MirrorFolder.of(application)
            + ", partition="
            + partition
            + "; "
            + what);
  }

  private void copy(MirrorManifest manifest, Segment segment, long end, Journal journal)
      throws IOException {
    ByteOutput frame = new ByteOutput(1 << 16);
    try (MirrorSegment entries = MirrorSegment.open(folder, manifest, segment)) {
      while (entries.offset() < end) {
        entries.read(frame);
        append(frame, journal);
      }
    }
  }

  /** Copies what a segment has behind its end, up to a cut, or up to what was not written whole. */
  private void copyTail(MirrorManifest manifest, Segment segment, long cut, Journal journal)
      throws IOException {
    ByteOutput frame = new ByteOutput(1 << 16);
    try (MirrorSegment entries = MirrorSegment.open(folder, manifest, segment)) {
      while (entries.offset() < segment.end()) {
        entries.read(frame);
      }
      while (entries.offset() < cut && entries.readIfWhole(frame)) {
        append(frame, journal);
      }
    }
  }

  private void append(ByteOutput frame, Journal journal) throws IOException {
    if (FrameHeader.offset(frame.array(), 0) >= journal.endOffset()
        && !journal.append(frame.array(), 0, frame.length())) {
      throw new IOException(
          "no room to restore a journal: partition="
              + partition
              + ", offset="
              + journal.endOffset()
              + "; free some of the disk");
    }
  }

  /** Whether a snapshot is in the store now; one that is damaged is passed over. */
  private boolean take(Snapshot snapshot, SnapshotStore snapshots) throws IOException {
    if (snapshots.list(partition).contains(snapshot.id())) {
      return true;
    }
    IncomingSnapshot incoming = snapshots.receive(snapshot.id());
    byte[] piece = new byte[PIECE_BYTES];
    try (InputStream in = folder.files().open(folder.path(snapshot.file()))) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        while (incoming.status() == SnapshotOutput.Status.WRITING
            && !incoming.offer(piece, 0, read)) {
          LockSupport.parkNanos(PAUSE_NS);
        }
      }
    } catch (IOException e) {
      incoming.abort();
      throw e;
    }
    incoming.commit();
    while (incoming.status() == SnapshotOutput.Status.WRITING) {
      LockSupport.parkNanos(PAUSE_NS);
    }
    boolean good = incoming.status() == SnapshotOutput.Status.COMMITTED;
    if (!good) {
      LOG.warn(
          "snapshot in the mirror is damaged, an earlier one is tried: file={}",
          folder.path(snapshot.file()));
    }
    return good;
  }
}
