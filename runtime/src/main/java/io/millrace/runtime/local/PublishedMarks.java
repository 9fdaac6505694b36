package io.millrace.runtime.local;

import io.millrace.functions.Spans;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.plan.SourcePlan;
import io.millrace.runtime.plan.TopicPlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The watermarks of published topics, told on the channels of clients without a session. */
final class PublishedMarks {
  private static final Duration IDLE_AFTER = Duration.ofSeconds(1);

  private final List<SourcePlan> sources;
  private final Marks marks;
  private final long[] latestMs;
  private final long[] recordNs;

  /** The marks of these sources, whose topics clients publish to. */
  PublishedMarks(List<SourcePlan> published) {
    sources = List.copyOf(published);
    marks = new Marks(sources.stream().mapToInt(source -> source.topic().number()).toArray());
    latestMs = new long[sources.size()];
    recordNs = new long[sources.size()];
    Arrays.fill(latestMs, Marks.NONE);
    for (int i = 0; i < marks.size(); i++) {
      marks.mark(i, Marks.IDLE);
    }
  }

  Marks marks() {
    return marks;
  }

  /** A record was published. */
  void record(TopicPlan topic, long eventTimeMs, long nowNs) {
    for (int i = 0; i < latestMs.length; i++) {
      if (sources.get(i).topic() == topic) {
        latestMs[i] = Math.max(latestMs[i], eventTimeMs);
        recordNs[i] = nowNs;
        marks.mark(i, latestMs[i] - sources.get(i).spec().disorder().toMillis());
      }
    }
  }

  /** Topics that nobody published to for a while hold nothing back. */
  void idleCheck(long nowNs) {
    for (int i = 0; i < latestMs.length; i++) {
      long idleNs = Spans.nanos(sources.get(i).spec().idleAfter().orElse(IDLE_AFTER));
      if (marks.mark(i) != Marks.IDLE && nowNs - recordNs[i] > idleNs) {
        marks.mark(i, Marks.IDLE);
      }
    }
  }
}
