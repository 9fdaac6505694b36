package io.millrace.cluster.coordinator;

import io.millrace.storage.mirror.MirrorManifest;
import java.util.List;
import java.util.Optional;

/** What the coordinator asks a mirror. Never waits: answers are looked for. One thread. */
public interface MirrorArchive {

  /** Of a cluster without a mirror. */
  MirrorArchive NONE =
      new MirrorArchive() {
        @Override
        public boolean exists() {
          return false;
        }

        @Override
        public void ask(long application, int partitions) {}

        @Override
        public Optional<Answer> answer(long application) {
          return Optional.empty();
        }

        @Override
        public void delete(long application) {}
      };

  /**
   * What a mirror holds of an application.
   *
   * @param manifests by partition; nothing for one of which it holds nothing
   * @param failure why that is not known, or null
   */
  record Answer(List<Optional<MirrorManifest>> manifests, String failure) {
    public Answer {
      manifests = List.copyOf(manifests);
    }
  }

  /** Whether there is a mirror. */
  boolean exists();

  /** What is there of an application? An earlier answer is forgotten. */
  void ask(long application, int partitions);

  /** The answer, given once, or nothing yet. */
  Optional<Answer> answer(long application);

  /** Deletes all that is there of an application, some time. */
  void delete(long application);
}
