package io.millrace.benchmarks.cluster;

import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.util.List;
import java.util.stream.IntStream;

/** Makes probes when they are due, for ever. A split's position is how many it has made. */
final class ProbeSource implements Source<Probe> {
  private final Schedule schedule;
  private final long keys;

  ProbeSource(Schedule schedule, long keys) {
    this.schedule = schedule;
    this.keys = keys;
  }

  @Override
  public List<String> splits() {
    return IntStream.range(0, schedule.splits()).mapToObj(Integer::toString).toList();
  }

  @Override
  public boolean bounded() {
    return false;
  }

  @Override
  public SplitReader<Probe> open(SplitStart<Probe> start) {
    int split = Integer.parseInt(start.split());
    return new SplitReader<>() {
      private long next = start.position();

      @Override
      public ReadStatus read(SourceOutput<Probe> output, int limit) {
        long nowNs = System.nanoTime();
        for (int i = 0; i < limit; i++) {
          long number = next * schedule.splits() + split;
          if (schedule.dueNs(number) > nowNs) {
            return ReadStatus.IDLE;
          }
          next++;
          output.record(new Probe(Math.floorMod(number * 0x9E3779B97F4A7C15L, keys), number), next);
        }
        return ReadStatus.MORE;
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }
}
