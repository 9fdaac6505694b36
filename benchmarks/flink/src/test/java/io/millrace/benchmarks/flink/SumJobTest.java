package io.millrace.benchmarks.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SumJobTest {
  private static final Map<Long, long[]> LATEST = new ConcurrentHashMap<>();
  private static final int SOURCES = 2;
  private static final long RECORDS = 20_000;
  private static final long KEYS = 100;

  @TempDir private Path data;

  @Test
  void shouldCountAndSumEachKeyOfABoundedInput() throws Exception {
    LATEST.clear();
    Workload workload = new Workload(SOURCES, KEYS, RECORDS, 0, 1, data.toString());

    try (SumJob job = new SumJob(workload, new LatestUpdates())) {
      job.awaitEnd();
    }

    Map<Long, long[]> expected = new HashMap<>();
    for (long source = 0; source < SOURCES; source++) {
      for (long number = 0; number < RECORDS; number++) {
        long[] sums =
            expected.computeIfAbsent(
                SaleReader.keyOf((source << 48) + number, KEYS), key -> new long[2]);
        sums[0]++;
        sums[1] += number;
      }
    }
    assertThat(expected).hasSize((int) KEYS);
    assertThat(LATEST).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void shouldTellWhyAJobFailed() throws Exception {
    Sink<Update> broken =
        context -> {
          throw new IOException("sink broken on purpose");
        };

    try (SumJob job = new SumJob(new Workload(1, KEYS, RECORDS, 0, 1, data.toString()), broken)) {
      assertThatThrownBy(job::awaitEnd).hasStackTraceContaining("sink broken on purpose");
      assertThat(job.hasEnded()).isTrue();
    }
  }

  @Test
  void shouldDrawTheKeysThatOurOwnSourceDraws() {
    assertThat(LongStream.range(0, 5).map(number -> SaleReader.keyOf(number, 1_000_000)))
        .containsExactly(0L, 55_919L, 355_700L, 545_679L, 990_828L);
  }

  /** Keeps the latest update of each key; a key's updates come from one thread, in order. */
  private static final class LatestUpdates implements Sink<Update> {
    @Override
    public SinkWriter<Update> createWriter(WriterInitContext context) {
      return new SinkWriter<>() {
        @Override
        public void write(Update update, Context ignored) {
          LATEST.put(update.key, new long[] {update.count, update.sum});
        }

        @Override
        public void flush(boolean endOfInput) {
          // nothing to flush
        }

        @Override
        public void close() {
          // holds nothing
        }
      };
    }
  }
}
