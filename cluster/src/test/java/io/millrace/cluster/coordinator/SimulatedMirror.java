package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.Durability;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.rewind.EpochSearch.Mark;
import io.millrace.storage.mirror.CommonEpoch;
import io.millrace.storage.mirror.MirrorManifest;
import io.millrace.storage.mirror.MirrorManifest.Segment;
import io.millrace.storage.mirror.MirroredPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mirror in memory: what the owner of the highest term wrote of each partition. */
final class SimulatedMirror {
  /** What is there of a partition. */
  private record Content(int term, int generation, List<Integer> entries) {}

  private final Simulation world;
  private final Map<String, Content> contents = new HashMap<>();

  /** By partition, the highest term that began with what is here. */
  private final Map<String, Integer> fences = new HashMap<>();

  SimulatedMirror(Simulation world) {
    this.world = world;
  }

  private static String key(long application, int partition) {
    return application + "/" + partition;
  }

  /** An owner writes what is stable; one of an earlier term writes where nobody looks. */
  void write(long application, int partition, int term, int generation, List<Integer> stable) {
    Content before = contents.get(key(application, partition));
    if (before == null || before.term <= term) {
      contents.put(
          key(application, partition), new Content(term, generation, new ArrayList<>(stable)));
    }
  }

  /** An owner writes what it waits for; whether that counts. */
  boolean awaited(
      long application, int partition, int term, int generation, List<Integer> entries) {
    Content before = contents.get(key(application, partition));
    int fence = fences.getOrDefault(key(application, partition), 0);
    if (fence > term || before != null && before.term > term) {
      return false;
    }
    write(application, partition, term, generation, entries);
    return true;
  }

  /** All that is there of a partition, or what its owner has if that is nothing. */
  List<Integer> readAll(
      long application,
      int partition,
      int term,
      ApplicationMetadata metadata,
      List<Integer> otherwise) {
    fences.merge(key(application, partition), term, Math::max);
    Content content = contents.get(key(application, partition));
    if (content == null) {
      return otherwise;
    }
    long cut = metadata.lineage().cut(partition, content.generation);
    int end = (int) Math.min(cut, content.entries.size());
    return new ArrayList<>(content.entries.subList(0, end));
  }

  /** What a partition is restored from, up to a cut. */
  List<Integer> read(long application, int partition, long cut) {
    List<Integer> entries = contents.get(key(application, partition)).entries;
    if (entries.size() < cut) {
      throw new AssertionError(
          "mirror lacks entries: " + key(application, partition) + ", cut=" + cut);
    }
    return new ArrayList<>(entries.subList(0, (int) cut));
  }

  /** Whether a restore is possible by what is there now. */
  boolean canHelp(StoredApplication application) {
    if (application.durability() == Durability.MIRRORED) {
      return true; // nobody was live before all that it has was there
    }
    ApplicationMetadata metadata = ApplicationMetadata.decode(application.metadata());
    List<MirroredPartition> partitions = new ArrayList<>();
    for (Optional<MirrorManifest> manifest :
        manifests(application.application(), application.places().size())) {
      if (manifest.isEmpty()) {
        return false;
      }
      partitions.add(
          new MirroredPartition(manifest.get(), metadata.lineage(), metadata.codeVersion()));
    }
    return CommonEpoch.of(partitions).isPresent();
  }

  private List<Optional<MirrorManifest>> manifests(long application, int partitions) {
    List<Optional<MirrorManifest>> manifests = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      int partition = p;
      manifests.add(
          Optional.ofNullable(contents.get(key(application, p)))
              .map(content -> manifest(application, partition, content)));
    }
    return manifests;
  }

  private static MirrorManifest manifest(long application, int partition, Content content) {
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i < content.entries.size(); i++) {
      if (content.entries.get(i) < 0) {
        marks.add(new Mark(-content.entries.get(i), i, 0));
      }
    }
    return new MirrorManifest(
        application,
        partition,
        content.term,
        content.generation,
        0,
        List.of(new Segment("s", 0, content.entries.size())),
        List.of(),
        marks);
  }

  /** For the next coordinator. */
  MirrorArchive connect() {
    return new Archive();
  }

  private final class Archive implements MirrorArchive {
    private final Map<Long, Answer> answers = new HashMap<>();

    @Override
    public boolean exists() {
      return true;
    }

    @Override
    public void ask(long application, int partitions) {
      answers.remove(application);
      world.later(
          () -> {
            boolean fails = world.isFaulty() && world.random.nextInt(4) == 0;
            answers.put(
                application,
                fails
                    ? new Answer(List.of(), "not mounted")
                    : new Answer(manifests(application, partitions), null));
          });
    }

    @Override
    public Optional<Answer> answer(long application) {
      return Optional.ofNullable(answers.remove(application));
    }

    @Override
    public void delete(long application) {
      contents.keySet().removeIf(key -> key.startsWith(application + "/"));
    }
  }
}
