package io.millrace.examples.nexmark;

import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Feeds what {@link EventGenerator} makes, without a file. The splits take turns, a block of events
 * each; the position is the number of events of the split so far.
 *
 * @param seed which events
 * @param count how many in all; {@link Long#MAX_VALUE} for no end
 * @param parts how many splits
 * @param intervalUs event time from one event to the next, us
 */
public record GeneratedEvents(long seed, long count, int parts, int intervalUs)
    implements Source<Event> {
  private static final String SCHEME = "generate:";

  /** Events as far apart as they usually are. */
  public GeneratedEvents(long seed, long count, int parts) {
    this(seed, count, parts, EventGenerator.USUAL_INTERVAL_US);
  }

  public GeneratedEvents {
    if (count < 0 || parts < 1) {
      throw new IllegalArgumentException(
          "generator out of range: events="
              + count
              + ", splits="
              + parts
              + "; at least 0 events in 1 split");
    }
    EventGenerator.checkInterval(intervalUs);
  }

  /** Whether a setting asks for generated events. */
  static boolean isMeant(String events) {
    return events.startsWith(SCHEME);
  }

  /** From {@code generate:SEED,COUNT[,SPLITS]}. */
  static GeneratedEvents parse(String events) {
    try {
      String[] parts = events.substring(SCHEME.length()).replace("_", "").split(",", -1);
      if (parts.length == 2 || parts.length == 3) {
        return new GeneratedEvents(
            Long.parseLong(parts[0]),
            Long.parseLong(parts[1]),
            parts.length == 2 ? 1 : Integer.parseInt(parts[2]));
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "setting not understood: events=" + events + "; write generate:SEED,COUNT[,SPLITS]");
  }

  @Override
  public List<String> splits() {
    return IntStream.range(0, parts).mapToObj(part -> "part-" + part).toList();
  }

  @Override
  public boolean bounded() {
    return count != Long.MAX_VALUE;
  }

  @Override
  public SplitReader<Event> open(SplitStart<Event> start) {
    return new Part(splits().indexOf(start.split()), start.position());
  }

  private final class Part implements SplitReader<Event> {
    private final EventGenerator generator = new EventGenerator(seed, intervalUs);
    private final long startBlock;
    private long position;
    private long arrival;

    Part(int part, long position) {
      this.startBlock = part;
      this.position = position;
      this.arrival = arrivalOf(position);
    }

    private long arrivalOf(long position) {
      long block = position / EventGenerator.BLOCK * parts + startBlock;
      return block * EventGenerator.BLOCK + position % EventGenerator.BLOCK;
    }

    @Override
    public ReadStatus read(SourceOutput<Event> output, int limit) {
      for (int i = 0; i < limit && arrival < count; i++) {
        Event event = generator.arriving(arrival, count);
        position++;
        boolean blockEnds = position % EventGenerator.BLOCK == 0;
        arrival = blockEnds ? arrivalOf(position) : arrival + 1;
        output.record(event, position);
      }
      return arrival < count ? ReadStatus.MORE : ReadStatus.END;
    }

    @Override
    public double progress() {
      return bounded() ? Math.min(1, (double) arrival / count) : -1;
    }

    @Override
    public void close() {}
  }
}
