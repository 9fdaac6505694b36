package io.millrace.runtime.rewind;

import io.millrace.runtime.snapshot.SnapshotId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Which generations the journals of an application have had, and what they can be rewound to.
 * Immutable; kept with the application's metadata.
 *
 * @param rewindableMs for so long after an epoch the application can be rewound to it, at least
 * @param rewinds oldest first: the generation 0 began with none
 * @param savepoints oldest first
 */
public record Lineage(long rewindableMs, List<Rewind> rewinds, List<Savepoint> savepoints) {
  /** Of an application that was never rewound, and cannot be. */
  public static final Lineage NONE = new Lineage(0, List.of(), List.of());

  private static final String REWINDABLE = "rewindable";
  private static final String REWIND = "rewind.";
  private static final String SAVEPOINT = "savepoint.";

  public Lineage {
    rewinds = List.copyOf(rewinds);
    savepoints = List.copyOf(savepoints);
  }

  /** This, rewindable for another time. */
  public Lineage rewindable(long ms) {
    return new Lineage(ms, rewinds, savepoints);
  }

  /** This, once more rewound; savepoints of what is no more go with it. */
  public Lineage with(Rewind rewind) {
    List<Rewind> more = new ArrayList<>(rewinds);
    more.add(rewind);
    List<Savepoint> left =
        savepoints.stream().filter(one -> one.epoch() <= rewind.epoch()).toList();
    return new Lineage(rewindableMs, more, left);
  }

  /** This, with one savepoint more. */
  public Lineage with(Savepoint savepoint) {
    List<Savepoint> more = new ArrayList<>(savepoints);
    more.add(savepoint);
    return new Lineage(rewindableMs, rewinds, more);
  }

  /** This, without a savepoint. */
  public Lineage without(Savepoint savepoint) {
    return new Lineage(
        rewindableMs, rewinds, savepoints.stream().filter(one -> !one.equals(savepoint)).toList());
  }

  /** The savepoint of this name. */
  public Optional<Savepoint> savepoint(String name) {
    return savepoints.stream().filter(one -> one.name().equals(name)).findFirst();
  }

  /** The epochs of all savepoints. */
  public List<Long> savepointEpochs() {
    return savepoints.stream().map(Savepoint::epoch).toList();
  }

  /**
   * Up to which offset a journal of this generation is the same as what became of it: {@link
   * Long#MAX_VALUE} if it is still that generation.
   */
  public long cut(int partition, int generation) {
    long cut = Long.MAX_VALUE;
    for (Rewind rewind : rewinds) {
      if (rewind.generation() > generation) {
        cut = Math.min(cut, rewind.cuts().get(partition));
      }
    }
    return cut;
  }

  /**
   * Whether a snapshot may be loaded: it was taken before all cuts since its generation. One of the
   * cut's epoch or a later one may have forgotten what receivers have lost by the cut.
   */
  public boolean isKept(SnapshotId id) {
    return rewinds.stream()
        .filter(rewind -> rewind.generation() > id.generation())
        .allMatch(
            rewind ->
                id.epoch() < rewind.epoch() && id.offset() <= rewind.cuts().get(id.partition()));
  }

  /** Writes it, a name and a value for each. */
  public void encode(BiConsumer<String, Object> line) {
    line.accept(REWINDABLE, rewindableMs);
    for (Rewind rewind : rewinds) {
      String cuts = rewind.cuts().stream().map(String::valueOf).collect(Collectors.joining(" "));
      line.accept(REWIND + rewind.generation(), rewind.epoch() + " " + rewind.atMs() + " " + cuts);
    }
    for (Savepoint savepoint : savepoints) {
      line.accept(SAVEPOINT + savepoint.name(), savepoint.epoch() + " " + savepoint.atMs());
    }
  }

  /** Reads what {@link #encode} wrote, among others, in their order. */
  public static Lineage decode(Map<String, String> lines) {
    List<Rewind> rewinds = new ArrayList<>();
    List<Savepoint> savepoints = new ArrayList<>();
    lines.forEach(
        (name, value) -> {
          if (name.startsWith(REWIND)) {
            List<Long> numbers = numbers(value);
            rewinds.add(
                new Rewind(
                    Integer.parseInt(name.substring(REWIND.length())),
                    numbers.get(0),
                    numbers.get(1),
                    numbers.subList(2, numbers.size())));
          } else if (name.startsWith(SAVEPOINT)) {
            List<Long> numbers = numbers(value);
            savepoints.add(
                new Savepoint(name.substring(SAVEPOINT.length()), numbers.get(0), numbers.get(1)));
          }
        });
    return new Lineage(Long.parseLong(lines.getOrDefault(REWINDABLE, "0")), rewinds, savepoints);
  }

  private static List<Long> numbers(String text) {
    List<Long> numbers = new ArrayList<>();
    for (String number : text.split(" ")) {
      numbers.add(Long.parseLong(number));
    }
    return numbers;
  }
}
