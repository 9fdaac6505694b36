package io.millrace.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.StreamRecord;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalsTest {
  private static final int PARTITIONS = 2;

  @TempDir Path directory;

  /** Ten probes, of which the last was due a second ago. */
  private final Schedule schedule = new Schedule(System.nanoTime() - 10_000_000_000L, 1, 2);

  @Test
  void shouldSeeThatEveryProbeArrived() throws Exception {
    try (SinkWriter<Probe> sink = sink()) {
      for (int number = 0; number < 10; number++) {
        sink.write(number % PARTITIONS, number / PARTITIONS, probe(number));
      }
      sink.commit(List.of());
    }

    assertThat(arrivalsDueBy(9).summary())
        .isEqualTo(Map.of("due", 10L, "missing", 0L, "doubled", 0L));
  }

  @Test
  void shouldCountWhatIsMissing() throws Exception {
    try (SinkWriter<Probe> sink = sink()) {
      sink.write(0, 1, probe(0));
      sink.write(0, 2, probe(2));
      sink.commit(List.of());
    }

    Arrivals arrivals = arrivalsDueBy(2);
    assertThat(arrivals.isExact()).isFalse();
    assertThat(arrivals.summary()).isEqualTo(Map.of("due", 3L, "missing", 1L, "doubled", 0L));
  }

  @Test
  void shouldTellADoubledProbeFromOneThatIsWrittenAgainAfterARestartOfTheSink() throws Exception {
    try (SinkWriter<Probe> sink = sink()) {
      sink.write(0, 1, probe(0));
      sink.write(1, 1, probe(1));
      sink.commit(List.of());
    }
    try (SinkWriter<Probe> sink = sink()) {
      sink.write(0, 1, probe(0)); // again
      sink.write(1, 2, probe(1)); // it is in the journal twice
      sink.commit(List.of());
    }

    assertThat(arrivalsDueBy(1).summary())
        .isEqualTo(Map.of("due", 2L, "missing", 0L, "doubled", 1L));
  }

  @Test
  void shouldLeaveAnEntryThatIsNotWholeForTheNextTime() throws Exception {
    Path file;
    try (SinkWriter<Probe> sink = sink()) {
      sink.write(0, 1, probe(0));
      sink.write(0, 2, probe(1));
    }
    try (Stream<Path> files = Files.list(directory)) {
      file = files.findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, Trace.ENTRY + 3));

    try (Trace trace = new Trace(directory)) {
      assertThat(trace.read((arrivalNs, number, partition, offset) -> {})).isEqualTo(1);
      Files.write(file, whole);
      assertThat(
              trace.read(
                  (arrivalNs, number, partition, offset) -> {
                    assertThat(number).isEqualTo(1);
                    assertThat(offset).isEqualTo(2);
                  }))
          .isEqualTo(1);
    }
  }

  @Test
  void shouldTellLostPartitionsAndReadersFromTheUntouched() {
    // Partition 0 is w1's, 1 is w2's; the sink's and the splits' homes follow from their names.
    Layout layout = new Layout(List.of("w1", "w2"));
    Window window = new Window(schedule, layout, "w1", Long.MAX_VALUE);

    window.onProbe(schedule.dueNs(4) + 7_000, 4, 0);
    for (int split = 0; split < schedule.splits(); split++) {
      window.onProbe(schedule.dueNs(split) + 3_000, split, 1);
    }

    boolean isUnread = layout.reader(0).equals("w1");
    boolean isOtherUnread = layout.reader(1).equals("w1");
    assertThat(window.lostNs()).isEqualTo(7_000);
    assertThat(window.unreadNs()).isEqualTo(isUnread || isOtherUnread ? 3_000 : 0);
    assertThat(window.untouchedNs().getTotalCount())
        .isEqualTo((isUnread ? 0 : 1) + (isOtherUnread ? 0 : 1));
  }

  private SinkWriter<Probe> sink() throws IOException {
    try {
      return new TraceSink(directory).open(new SinkStart<>("counted", Probe.COUNTED, PARTITIONS));
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static StreamRecord<Probe> probe(long number) {
    return new StreamRecord<>(Probe.COUNTED, new Probe(number, number), 0);
  }

  /** What arrived of the first probes. */
  private Arrivals arrivalsDueBy(long number) throws InterruptedException {
    try (Trace trace = new Trace(directory)) {
      Arrivals arrivals = new Arrivals(schedule, trace, PARTITIONS);
      arrivals.readAllDueBy(schedule.dueNs(number), Duration.ZERO);
      return arrivals;
    }
  }
}
