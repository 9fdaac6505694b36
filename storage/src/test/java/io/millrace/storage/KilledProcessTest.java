package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalException;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own appends and is killed like by {@code kill -9}. */
class KilledProcessTest {
  @TempDir Path directory;

  private Process startWriter() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (flag.startsWith("--add-") || flag.startsWith("-Dchronicle")) {
        command.add(flag);
      }
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(KilledWriter.class.getName());
    command.add(directory.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Test
  void shouldHoldAllThatWasStableWhenTheProcessWasKilled() throws Exception {
    long seed = 5;
    Random random = new Random(seed);
    long former = 0;
    for (int round = 0; round < 5; round++) {
      Process process = startWriter();
      long seen = 0;
      try (BufferedReader lines = process.inputReader()) {
        long goal = former + 2000 + random.nextInt(20_000);
        while (seen < goal) {
          seen = Long.parseLong(lines.readLine());
        }
      }
      process.destroyForcibly().waitFor();
      try (DataDirectory data = DataDirectory.open(directory, KilledWriter.SETTINGS);
          Journal journal = data.journals().open(0, 1)) {
        assertThat(journal.endOffset())
            .as("seed %d, round %d", seed, round)
            .isGreaterThanOrEqualTo(seen);
        assertThat(TestFrames.check(journal, KilledWriter.LENGTH)).isEqualTo(journal.endOffset());
        former = journal.endOffset();
      }
    }
  }

  @Test
  void shouldRefuseASecondProcess() throws Exception {
    Process process = startWriter();
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.readLine()).isNotNull();
      assertThatThrownBy(() -> DataDirectory.open(directory))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("data directory in use: dir=" + directory)
          .hasMessageContaining("pid=" + process.pid())
          .hasMessageContaining("--data");
    } finally {
      process.destroyForcibly().waitFor();
    }
    DataDirectory.open(directory).close();
  }
}
