package io.millrace.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.SourceSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Splits that run apart, and one that is silent; agents and partitions stepped by hand. */
class AlignmentTest {
  record Click(String user, long timeMs) {}

  private static final Topic<Click> CLICKS = Topic.of("clicks", Click.class).keyedBy(Click::user);

  private final HandSource source = new HandSource();
  private SteppedApplication stepped;

  /** Splits that give one value a read; the test says which. */
  private static final class HandSource implements Source<Click> {
    private final Map<String, Queue<Click>> values = new TreeMap<>();
    private final Map<String, Boolean> ended = new TreeMap<>();

    @Override
    public List<String> splits() {
      return List.copyOf(values.keySet());
    }

    @Override
    public boolean bounded() {
      return false;
    }

    @Override
    public SplitReader<Click> open(SplitStart<Click> start) {
      Queue<Click> queue = values.get(start.split());
      return new SplitReader<>() {
        private long position = start.position();

        @Override
        public ReadStatus read(SourceOutput<Click> output, int limit) {
          Click next = queue.poll();
          if (next != null) {
            output.record(next, ++position);
            return ReadStatus.MORE;
          }
          return ended.containsKey(start.split()) ? ReadStatus.END : ReadStatus.IDLE;
        }

        @Override
        public void close() {
          // holds nothing
        }
      };
    }

    int left(String split) {
      return values.get(split).size();
    }
  }

  private void give(String split, long... timesMs) {
    Queue<Click> queue = source.values.computeIfAbsent(split, name -> new ArrayDeque<>());
    for (long time : timesMs) {
      queue.add(new Click(split, time));
    }
  }

  private void start(Consumer<SourceSpec<Click>> more) {
    StreamFunction<Click> nothing = (record, context) -> {};
    stepped =
        SteppedApplication.start(
            app -> {
              more.accept(
                  app.source(CLICKS, source)
                      .eventTime(Click::timeMs)
                      .idleAfter(Duration.ofMillis(100)));
              app.function("nothing", CLICKS, () -> nothing);
            });
  }

  @AfterEach
  void close() {
    stepped.close();
  }

  private void run(int ms) {
    stepped.run(ms);
  }

  private long watermarkMs() {
    return stepped.watermarkMs("nothing");
  }

  @Test
  void shouldHoldBackASplitThatIsAheadUntilTheOthersCatchUp() {
    give("fast", 0, 1_000, 2_000, 3_000, 4_000);
    give("slow", 0);
    start(spec -> spec.alignWithin(Duration.ofMillis(1_500)));

    run(50);
    assertThat(source.left("fast")).as("waits at 2000").isEqualTo(2);

    give("slow", 1_000);
    run(50);
    assertThat(source.left("fast")).as("waits at 3000").isEqualTo(1);

    give("slow", 3_500);
    run(50);
    assertThat(source.left("fast")).isZero();
  }

  @Test
  void shouldNotWaitWithoutAlignment() {
    give("fast", 0, 1_000, 2_000, 3_000, 4_000);
    give("slow", 0);
    start(spec -> {});

    run(50);

    assertThat(source.left("fast")).isZero();
  }

  @Test
  void shouldNotWaitForASplitThatIsIdleAndNotBeIdleWhileItWaits() {
    give("fast", 0, 1_000, 2_000, 3_000);
    give("slow", 0);
    start(spec -> spec.alignWithin(Duration.ofMillis(500)));

    run(90);
    assertThat(source.left("fast")).isEqualTo(2);
    assertThat(watermarkMs()).as("held back by the slow one").isZero();

    run(60);
    assertThat(source.left("fast")).as("the slow one is idle").isZero();
    run(60); // watermarks travel about every 50 ms
    assertThat(watermarkMs()).isEqualTo(3_000);
  }

  @Test
  void shouldNotWaitForASplitThatHasEndedOrHasNothingYet() {
    give("ended", 0);
    give("fast", 0, 1_000, 2_000, 3_000);
    give("silent");
    source.ended.put("ended", true);
    start(spec -> spec.alignWithin(Duration.ofMillis(500)));

    run(50);
    assertThat(source.left("fast")).as("waits for the silent one").isEqualTo(3);

    run(100);
    assertThat(source.left("fast")).isZero();
  }

  @Test
  void shouldLetEventTimeGoOnWithoutAnIdleSplitAndTakeItBackWhenItSpeaks() {
    give("busy", 0);
    give("silent");
    start(spec -> {});

    for (long ms = 10; ms <= 80; ms += 10) {
      give("busy", ms);
      run(10);
    }
    assertThat(watermarkMs()).as("the silent one holds it back").isEqualTo(Long.MIN_VALUE);

    for (long ms = 90; ms <= 300; ms += 10) {
      give("busy", ms);
      run(10);
    }
    assertThat(watermarkMs()).isBetween(200L, 300L);

    give("silent", 250);
    give("busy", 310, 400);
    run(80);
    assertThat(watermarkMs()).as("the silent one counts again").isBetween(250L, 310L);
  }
}
