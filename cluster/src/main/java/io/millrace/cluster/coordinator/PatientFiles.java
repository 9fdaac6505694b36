package io.millrace.cluster.coordinator;

import io.millrace.runtime.Clock;
import io.millrace.storage.SharedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are far away: what fails is tried again for a while. A coordinator that cannot write
 * decides nothing; it had better stand still, while data goes on, than end, since those who start
 * another give up after some times. All that it does twice is as good as done once.
 */
final class PatientFiles implements SharedFiles {
  private static final Logger LOG = LoggerFactory.getLogger(PatientFiles.class);
  private static final long PATIENCE_NS = 600_000_000_000L;
  private static final long PAUSE_NS = 1_000_000_000L;

  private final SharedFiles files;
  private final Clock clock;
  private final long pauseNs;

  PatientFiles(SharedFiles files, Clock clock) {
    this(files, clock, PAUSE_NS);
  }

  PatientFiles(SharedFiles files, Clock clock, long pauseNs) {
    this.files = files;
    this.clock = clock;
    this.pauseNs = pauseNs;
  }

  private interface Call<T> {
    T make() throws IOException;
  }

  private <T> T patiently(Call<T> call) throws IOException {
    long beganNs = clock.nanoTime();
    for (boolean told = false; ; told = true) {
      try {
        return call.make();
      } catch (IOException e) {
        if (clock.nanoTime() - beganNs > PATIENCE_NS) {
          throw e;
        }
        if (!told) {
          LOG.warn("nothing is decided until this can be done again: {}", e.getMessage());
        }
        LockSupport.parkNanos(pauseNs);
      }
    }
  }

  @Override
  public boolean isThere() throws IOException {
    return patiently(files::isThere);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    return patiently(() -> files.list(folder));
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    return patiently(() -> files.read(file));
  }

  @Override
  public Optional<byte[]> readPrivate(String file) throws IOException {
    return files.readPrivate(file);
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    patiently(
        () -> {
          files.replace(file, content);
          return true;
        });
  }

  @Override
  public boolean tryCreate(String file, byte[] content) throws IOException {
    return patiently(() -> files.tryCreate(file, content));
  }

  @Override
  public InputStream open(String file) throws IOException {
    return files.open(file);
  }

  @Override
  public void delete(String path) throws IOException {
    patiently(
        () -> {
          files.delete(path);
          return true;
        });
  }

  @Override
  public String place() {
    return files.place();
  }
}
