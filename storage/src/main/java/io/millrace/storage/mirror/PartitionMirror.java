package io.millrace.storage.mirror;

import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.ReadableJournal;
import io.millrace.runtime.rewind.EpochSearch.Mark;
import io.millrace.runtime.rewind.Lineage;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.storage.mirror.MirrorManifest.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Writes a partition's mirror beside its owner of one term: stable entries in groups, snapshots,
 * and about once a second a manifest that says what counts. {@link #work} is called by one thread,
 * which may wait for the mirror as long as it takes; {@link #end} by whoever closes the journal.
 *
 * <p>Files begin with the term and are written by its owner alone, so a former owner that goes on
 * spoils nothing: only the manifest of the highest term counts. What fails is tried again, from
 * where the last manifest ends, in a file of its own. Nothing waits for the mirror: where the
 * journal has lost its beginning meanwhile, the mirror has a gap, and is of use again behind it
 * once it has a snapshot from there.
 *
 * <p>Unless somebody waits for it: then each group of entries is flushed at once, and counts if it
 * is in the segment that the manifest names last, wherever that says it ends. No manifest is
 * written that would make less count than what was told to be safe, and nothing is told any more
 * once somebody of a later term may go on from what was there.
 */
public final class PartitionMirror {
  private static final long MANIFEST_NS = 1_000_000_000L;
  private static final long RETRY_NS = 2_000_000_000L;

  private final MirrorFolder folder;
  private final FrameStamp stamp;
  private final int partition;
  private final Lineage lineage;
  private final EntryCopy entries;
  private final SnapshotCopies snapshots;
  private final LongConsumer waiting;

  /** What counts; null before it is known what former owners have left. */
  private MirrorManifest manifest;

  private boolean isManifestOurs;

  /** No manifest that ends before it may count: somebody may rely on what is below. */
  private long least;

  private long told = -1;
  private boolean superseded;

  private boolean othersLeft = true;
  private long manifestNs;
  private long retryNs;
  private volatile MirrorStanding standing = MirrorStanding.UNKNOWN;

  /**
   * A mirror of a partition.
   *
   * @param stamp of the partition, with its owner's term
   * @param journal gives stable entries
   * @param snapshots without those that a rewind has made worthless
   * @param lineage up to the generation in the stamp
   * @param waiting is told that all entries below an offset survive the loss of all hosts; null if
   *     nobody waits for that
   * @param nowNs the clock's nanoTime
   */
  public PartitionMirror(
      MirrorFiles files,
      FrameStamp stamp,
      int partition,
      ReadableJournal journal,
      SnapshotStore snapshots,
      Lineage lineage,
      LongConsumer waiting,
      long nowNs) {
    this.waiting = waiting;
    this.folder = new MirrorFolder(files, stamp.application(), partition);
    this.stamp = stamp;
    this.partition = partition;
    this.lineage = lineage;
    this.entries = new EntryCopy(folder, stamp, partition, journal);
    this.snapshots = new SnapshotCopies(folder, stamp.term(), partition, journal, snapshots);
    this.retryNs = nowNs;
  }

  /** How far it is; for any thread. */
  public MirrorStanding standing() {
    return standing;
  }

  /** Whether somebody waits for it. */
  public boolean isAwaited() {
    return waiting != null;
  }

  /** Whether somebody waits for entries that are not copied yet. For any thread. */
  public boolean isBehind() {
    return isAwaited() && entries.isBehind();
  }

  /** The owner's term. */
  public int term() {
    return stamp.term();
  }

  /** The journal is closed now: it is read no more when this returns. For any thread. */
  public void end() {
    entries.end();
  }

  /** Whether the journal is gone; then {@link #close} is all that is left. For any thread. */
  public boolean isEnded() {
    return entries.isEnded();
  }

  /** Lets go of its files, after {@link #end}; by the thread that works. */
  public void close() {
    entries.giveUp();
    snapshots.giveUp();
  }

  /**
   * One turn.
   *
   * @param nowNs the clock's nanoTime
   * @param common the newest epoch to which all partitions can go back; -1 if it is not known
   * @return how much was done; 0 if there was nothing to do
   */
  public int work(long nowNs, long common) {
    if (isEnded() || superseded) {
      return 0;
    }
    snapshots.look();
    if (nowNs - retryNs < 0) {
      return 0;
    }
    try {
      return manifest == null && !lookAtMirror() ? 0 : copy(nowNs, common);
    } catch (IOException | JournalException | SnapshotException e) {
      close(); // what was written since the last manifest does not count
      retryNs = nowNs + RETRY_NS;
      othersLeft = true;
      if (!isEnded()) {
        standing = standing.with(e.getMessage() == null ? e.toString() : e.getMessage());
      }
      return 0;
    }
  }

  private int copy(long nowNs, long common) throws IOException {
    int work = entries.copy(manifest.end()) + snapshots.copy(manifest);
    boolean due = nowNs - manifestNs >= MANIFEST_NS || !isManifestOurs;
    due |= waiting != null && entries.isUnnamed();
    if (due && !isEnded() && entries.end(manifest.end()) >= least && hasNews(common)) {
      writeManifest(common);
      manifestNs = nowNs;
      work++;
    }
    if (waiting != null && isManifestOurs) {
      if (entries.isUnflushed() && !entries.isUnnamed()) {
        entries.flush();
      }
      tellSafe(entries.flushedEnd(manifest.end()));
    }
    if (standing.failure() != null) {
      standing = standing.with(null);
    }
    return work;
  }

  /** What was flushed counts unless somebody went on from less. */
  private void tellSafe(long offset) throws IOException {
    if (offset <= told || told < 0 && !isRestorable()) {
      return;
    }
    if (folder.isSuperseded(stamp.term())) {
      superseded = true;
      throw new IOException(
          "others go on from what is mirrored: partition=" + partition + ", term=" + stamp.term());
    }
    told = offset;
    least = Math.max(least, told);
    waiting.accept(told);
  }

  /** Whether the present code can go on from what the manifest names: after an update, not yet. */
  private boolean isRestorable() {
    MirroredPartition mirrored = new MirroredPartition(manifest, lineage, stamp.codeVersion());
    long end = manifest.end();
    return mirrored.isFromStart(end) || !mirrored.bases(Long.MAX_VALUE, end).isEmpty();
  }

  // ------------------------------------------------------------------ what former owners left

  /**
   * Finds out what former owners have written, to go on behind it.
   *
   * @return false if it is not known yet what of that is stable
   */
  private boolean lookAtMirror() throws IOException {
    MirrorManifest former = folder.newest().orElseGet(this::nothing);
    if (former.term() > stamp.term()) {
      throw new IOException(
          "a later owner mirrors this partition: partition="
              + partition
              + ", term="
              + stamp.term()
              + ", later="
              + former.term());
    }
    long end = Math.min(former.end(), lineage.cut(partition, former.generation()));
    if (!entries.knowsStable(end)) {
      return false;
    }
    entries.nextSegment(
        folder.list().stream()
                .filter(file -> MirrorFolder.term(file) == stamp.term())
                .mapToInt(MirrorFolder::number)
                .max()
                .orElse(-1)
            + 1);
    manifest = inherited(former, Math.min(end, entries.endOfFormerOwners()));
    least = waiting == null ? 0 : entries.journalEnd(); // what was stable before is below it
    return true;
  }

  private MirrorManifest nothing() {
    return new MirrorManifest(
        stamp.application(), partition, 0, 0, 0, List.of(), List.of(), List.of());
  }

  private MirrorManifest inherited(MirrorManifest former, long end) {
    return new MirrorManifest(
        stamp.application(),
        partition,
        stamp.term(),
        stamp.generation(),
        former.firstEpoch(),
        former.segments().stream()
            .filter(one -> one.start() < end)
            .map(one -> new Segment(one.file(), one.start(), Math.min(one.end(), end)))
            .toList(),
        former.snapshots().stream()
            .filter(one -> one.id().offset() <= end && lineage.isKept(one.id()))
            .toList(),
        former.marks().stream().filter(mark -> mark.offset() < end).toList());
  }

  // ------------------------------------------------------------------ the manifest

  private boolean hasNews(long common) {
    return !isManifestOurs
        || entries.hasMoreThan(manifest.end())
        || snapshots.hasMore()
        || !kept(manifest, common).equals(manifest);
  }

  private MirrorManifest kept(MirrorManifest of, long common) {
    return MirrorRetention.keep(of, snapshots.own(), common);
  }

  private void writeManifest(long common) throws IOException {
    MirrorManifest grown = grown();
    MirrorManifest next = kept(grown, common);
    folder.files().replace(folder.path(MirrorFolder.manifest(stamp.term())), next.encode());
    othersLeft |= !isManifestOurs || !next.equals(grown);
    manifest = next;
    isManifestOurs = true;
    entries.counted();
    snapshots.counted();
    standing = standing(next);
    if (othersLeft) {
      deleteOthers();
      othersLeft = false;
    }
  }

  /** What counts with all that was written since the last manifest. */
  private MirrorManifest grown() throws IOException {
    List<Mark> marks = new ArrayList<>(manifest.marks());
    marks.addAll(entries.marks());
    return new MirrorManifest(
        stamp.application(),
        partition,
        stamp.term(),
        stamp.generation(),
        manifest.firstEpoch(),
        entries.flushed(manifest.segments()),
        snapshots.with(manifest.snapshots()),
        marks);
  }

  private MirrorStanding standing(MirrorManifest of) {
    MirroredPartition mirrored = new MirroredPartition(of, lineage, stamp.codeVersion());
    long earliest = mirrored.earliest();
    long latest = earliest <= mirrored.latest() ? mirrored.latest() : -1;
    return new MirrorStanding(of.end(), latest, earliest, null);
  }

  /** Deletes what no manifest names that may count. A later owner's files are not ours. */
  private void deleteOthers() throws IOException {
    Set<String> named = manifest.segments().stream().map(Segment::file).collect(Collectors.toSet());
    manifest.snapshots().forEach(one -> named.add(one.file()));
    named.add(MirrorFolder.manifest(stamp.term()));
    if (snapshots.file() != null) {
      named.add(snapshots.file());
    }
    for (String file : folder.list()) {
      int term = MirrorFolder.term(file);
      if (term >= 0 && term <= stamp.term() && !named.contains(file)) {
        folder.files().delete(folder.path(file));
      }
    }
  }
}
