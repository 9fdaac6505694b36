package io.millrace.runtime.local;

import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkWriter;
import io.millrace.runtime.MetadataStore;
import io.millrace.runtime.rewind.Lineage;
import io.millrace.runtime.rewind.Savepoint;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Former commits of a sink, so many that it can go back below any cut that the application may be
 * rewound to; described in {@code docs/formats/sink-positions.md}. Used by the sink's thread.
 */
public final class SinkHistory {
  /** So much earlier than what is to be rewound a commit must be: clocks of machines differ. */
  private static final long MARGIN_MS = 5_000;

  private static final long LEAST_APART_MS = 1_000;
  private static final int COMMITS = 60;

  /**
   * A commit.
   *
   * @param atMs when, since 1970
   * @param positions of all partitions
   * @param mark what the sink needs to go back to it
   */
  private record Commit(long atMs, List<SinkPosition> positions, String mark) {}

  private final MetadataStore store;
  private final String sink;
  private final Supplier<Lineage> lineage;
  private final LongSupplier mirroredMs;
  private final List<Commit> commits = new ArrayList<>();
  private volatile List<SinkPosition> oldest;
  private boolean stored;
  private long notTakenBack;

  private SinkHistory(
      MetadataStore store, String sink, Supplier<Lineage> lineage, LongSupplier mirroredMs) {
    this.store = store;
    this.sink = sink;
    this.lineage = lineage;
    this.mirroredMs = mirroredMs;
  }

  /**
   * The history of a sink in a store.
   *
   * @param lineage the newest that is known, for any thread
   */
  public static SinkHistory in(MetadataStore store, String sink, Supplier<Lineage> lineage) {
    return in(store, sink, lineage, () -> Long.MAX_VALUE);
  }

  /**
   * The history of a sink whose application may also go back to what is mirrored.
   *
   * @param mirroredMs when the epoch began, since 1970, to which it would go back, for any thread;
   *     {@link Long#MAX_VALUE} if there is no mirror. Journals are not kept for that: the mirror
   *     has them
   */
  public static SinkHistory in(
      MetadataStore store, String sink, Supplier<Lineage> lineage, LongSupplier mirroredMs) {
    return new SinkHistory(store, sink, lineage, mirroredMs);
  }

  /** That of a sink whose application cannot be rewound. */
  public static SinkHistory none() {
    return new SinkHistory(null, "", () -> Lineage.NONE, () -> Long.MAX_VALUE);
  }

  private String document() {
    return "sink-" + sink + ".history";
  }

  private boolean isKept() {
    return lineage.get().rewindableMs() > 0 || mirroredMs.getAsLong() < Long.MAX_VALUE;
  }

  /**
   * Where a sink is to go on. If the application was rewound since it committed, the sink goes back
   * to a commit below the cut; what it cannot take back stays, and is written again.
   *
   * @param positions that the sink has; none if it is new
   * @throws IllegalStateException if it could take back what it wrote, but no commit below the cut
   *     is known any more
   */
  List<SinkPosition> opened(SinkWriter<?> writer, List<SinkPosition> positions) throws Exception {
    if (store != null && (isKept() || !lineage.get().rewinds().isEmpty())) {
      read(positions);
    }
    if (isBelowCuts(positions)) {
      return positions;
    }
    if (writer.mark().isEmpty()) {
      List<SinkPosition> cut = cut(positions);
      for (int p = 0; p < cut.size(); p++) {
        notTakenBack += positions.get(p).offset() - cut.get(p).offset();
      }
      return cut;
    }
    if (commits.isEmpty()) {
      throw new IllegalStateException(
          "sink cannot go back to where the application was rewound to: sink="
              + sink
              + ", positions="
              + positions
              + "; no commit below is known: move its target away, whole, to have all written again"
              + " that the journals hold");
    }
    Commit last = commits.get(commits.size() - 1);
    writer.goBack(last.mark, last.positions);
    write();
    return last.positions;
  }

  /**
   * Entries that it has passed beyond cuts, if it took nothing back: what it wrote of them stays.
   */
  long notTakenBack() {
    return notTakenBack;
  }

  /** Reads what is still true of it: what is below all cuts, and not beyond the last commit. */
  private void read(List<SinkPosition> positions) {
    Optional<byte[]> document = store.read(document());
    document.ifPresent(bytes -> parse(new String(bytes, StandardCharsets.UTF_8)));
    stored = document.isPresent();
    commits.removeIf(
        commit ->
            positions.isEmpty()
                || commit.positions.size() != positions.size()
                || !isBelowCuts(commit.positions)
                || isBeyond(commit.positions, positions));
    oldest = commits.isEmpty() ? null : commits.get(0).positions;
  }

  /** Of a target that was moved away. */
  private static boolean isBeyond(List<SinkPosition> commit, List<SinkPosition> positions) {
    for (int p = 0; p < positions.size(); p++) {
      if (commit.get(p).offset() > positions.get(p).offset()) {
        return true;
      }
    }
    return false;
  }

  private void parse(String text) {
    for (String line : text.split("\n")) {
      String[] fields = line.split("\t", 3);
      if (fields.length == 3) {
        List<SinkPosition> positions = new ArrayList<>();
        for (String position : fields[1].split(" ")) {
          int colon = position.indexOf(':');
          positions.add(
              new SinkPosition(
                  Integer.parseInt(position.substring(0, colon)),
                  Long.parseLong(position.substring(colon + 1))));
        }
        commits.add(new Commit(Long.parseLong(fields[0]), positions, fields[2]));
      }
    }
  }

  private boolean isBelowCuts(List<SinkPosition> positions) {
    return cut(positions).equals(positions);
  }

  private List<SinkPosition> cut(List<SinkPosition> positions) {
    List<SinkPosition> cut = new ArrayList<>();
    for (int p = 0; p < positions.size(); p++) {
      SinkPosition at = positions.get(p);
      long most = lineage.get().cut(p, at.generation());
      cut.add(at.offset() <= most ? at : new SinkPosition(at.generation(), most));
    }
    return cut;
  }

  /**
   * The sink has committed; also before its first commit, with where it begins. Where the store
   * cannot be written, because it is on a file system that is away, the sink goes on: what is
   * stored is only older, and the journals that it needs are kept.
   *
   * @throws UncheckedIOException if the store cannot be written and nothing is stored yet
   */
  void committed(SinkWriter<?> writer, List<SinkPosition> positions, long nowMs) throws Exception {
    if (store == null || !isKept()) {
      return;
    }
    long rewindableMs = lineage.get().rewindableMs();
    long apart = Math.max(LEAST_APART_MS, rewindableMs / COMMITS);
    if (!commits.isEmpty() && nowMs - commits.get(commits.size() - 1).atMs < apart) {
      return;
    }
    String mark = writer.mark().orElse(null);
    if (mark == null) {
      return;
    }
    commits.add(new Commit(nowMs, positions, mark));
    long youngMs = nowMs - rewindableMs - MARGIN_MS;
    thin(Math.min(youngMs, mirroredMs.getAsLong() - MARGIN_MS));
    try {
      write();
    } catch (UncheckedIOException e) {
      if (!stored) {
        commits.clear();
        throw e;
      }
      return; // written with the next one
    }
    oldest = oldestFor(youngMs);
  }

  /** Of the oldest commit for which journals are kept, or null. */
  private List<SinkPosition> oldestFor(long youngMs) {
    if (!lineage.get().savepoints().isEmpty()) {
      return commits.get(0).positions;
    }
    if (lineage.get().rewindableMs() == 0) {
      return null;
    }
    Commit last = commits.get(0);
    for (Commit commit : commits) {
      last = commit.atMs <= youngMs ? commit : last;
    }
    return last.positions;
  }

  /** Of those that are older, only the last is needed, and the last before each savepoint. */
  private void thin(long youngMs) {
    List<Commit> kept = new ArrayList<>();
    List<Savepoint> savepoints = lineage.get().savepoints();
    for (int i = 0; i < commits.size() - 1; i++) {
      long from = commits.get(i).atMs;
      long to = commits.get(i + 1).atMs;
      boolean needed = to > youngMs;
      for (Savepoint savepoint : savepoints) {
        long before = savepoint.atMs() - MARGIN_MS;
        needed |= to > before && (from <= before || i == 0);
      }
      if (needed) {
        kept.add(commits.get(i));
      }
    }
    kept.add(commits.get(commits.size() - 1));
    commits.clear();
    commits.addAll(kept);
  }

  private void write() {
    String text =
        commits.stream()
            .map(commit -> commit.atMs + "\t" + text(commit.positions) + "\t" + commit.mark + "\n")
            .collect(Collectors.joining());
    store.write(document(), text.getBytes(StandardCharsets.UTF_8));
    stored = true;
  }

  private static String text(List<SinkPosition> positions) {
    return positions.stream()
        .map(position -> position.generation() + ":" + position.offset())
        .collect(Collectors.joining(" "));
  }

  /** Entries of a partition's journal below this are needed for no former commit; any thread. */
  long floor(int partition) {
    List<SinkPosition> first = oldest;
    return first == null ? Long.MAX_VALUE : first.get(partition).offset();
  }
}
