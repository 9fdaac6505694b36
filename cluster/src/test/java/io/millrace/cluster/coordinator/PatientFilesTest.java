package io.millrace.cluster.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.Clock;
import io.millrace.storage.SharedFiles;
import io.millrace.storage.mirror.DirectoryMirrorFiles;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatientFilesTest {
  @TempDir Path dir;
  private int failures;
  private long nowNs;

  private final Clock clock =
      new Clock() {
        @Override
        public long nowMs() {
          return 0;
        }

        @Override
        public long nanoTime() {
          return nowNs;
        }
      };

  /** Files in the directory that fail some times, each a minute later. */
  private SharedFiles files() {
    SharedFiles real = new DirectoryMirrorFiles(dir);
    return (SharedFiles)
        Proxy.newProxyInstance(
            SharedFiles.class.getClassLoader(),
            new Class<?>[] {SharedFiles.class},
            (proxy, method, arguments) -> {
              if (failures-- > 0) {
                nowNs += 60_000_000_000L;
                throw new IOException("safe mode");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void shouldDoWhatFailsAgainUntilItIsDone() throws IOException {
    SharedFiles patient = new PatientFiles(files(), clock, 1);
    failures = 3;
    patient.replace("a/b", new byte[] {1});
    failures = 3;
    assertThat(patient.read("a/b")).hasValue(new byte[] {1});
    failures = 1;
    assertThat(patient.tryCreate("a/c", new byte[0])).isTrue();
    failures = 1;
    patient.delete("a/b");
    failures = 1;
    assertThat(patient.list("a")).containsExactly("c");
  }

  @Test
  void shouldGiveUpAfterTenMinutes() {
    SharedFiles patient = new PatientFiles(files(), clock, 1);
    failures = 100;
    assertThatThrownBy(() -> patient.read("a")).isInstanceOf(IOException.class);
    assertThat(nowNs).isEqualTo(11 * 60_000_000_000L);
  }
}
