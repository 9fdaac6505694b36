package io.millrace.cluster.coordinator;

import io.millrace.runtime.Threads;
import io.millrace.storage.mirror.Mirror;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A mirror that is asked in a thread of its own, since it may take its time. */
final class AskedMirror implements MirrorArchive {
  private static final Logger LOG = LoggerFactory.getLogger(AskedMirror.class);

  private final Mirror mirror;
  private final Map<Long, Answer> answers = new ConcurrentHashMap<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Threads.daemons("mirror"));

  AskedMirror(Mirror mirror) {
    this.mirror = mirror;
  }

  @Override
  public boolean exists() {
    return true;
  }

  @Override
  public void ask(long application, int partitions) {
    answers.remove(application);
    thread.execute(() -> answers.put(application, look(application, partitions)));
  }

  private Answer look(long application, int partitions) {
    try {
      return new Answer(mirror.manifests(application, partitions), null);
    } catch (IOException | RuntimeException e) {
      return new Answer(List.of(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Optional<Answer> answer(long application) {
    return Optional.ofNullable(answers.remove(application));
  }

  @Override
  public void delete(long application) {
    thread.execute(
        () -> {
          try {
            mirror.delete(application);
          } catch (IOException | RuntimeException e) {
            LOG.warn(
                "what the mirror holds of an application cannot be deleted: application={}; {}",
                Long.toHexString(application),
                e.toString());
          }
        });
  }
}
