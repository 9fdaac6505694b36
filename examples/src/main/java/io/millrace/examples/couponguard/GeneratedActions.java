package io.millrace.examples.couponguard;

import io.millrace.functions.Settings;
import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.util.List;
import java.util.Optional;

/**
 * Feeds what {@link ActionGenerator} makes, without a file. Each lane is a split; the position is
 * the number of actions of the lane so far, and reading can go on at any without making the earlier
 * ones again.
 *
 * @param seed which actions
 * @param count how many in all; {@link Long#MAX_VALUE} for no end
 * @param perSecond how many a second at most, in all; 0 for as fast as they are taken
 * @param seconds when to end, counted from the first read; 0 for never
 */
public record GeneratedActions(long seed, long count, long perSecond, long seconds)
    implements Source<Action> {
  private static final long DEFAULT_SEED = 1;

  public GeneratedActions {
    if (count < 0 || perSecond < 0 || seconds < 0) {
      throw new IllegalArgumentException(
          "generator out of range: count="
              + count
              + ", rate="
              + perSecond
              + ", seconds="
              + seconds
              + "; 0 or more");
    }
  }

  /** Generated actions without an end in time. */
  public GeneratedActions(long seed, long count, long perSecond) {
    this(seed, count, perSecond, 0);
  }

  /**
   * From {@code actions=generate[:COUNT]}, {@code seed}, {@code users} (how many users act, instead
   * of COUNT), {@code rate} (actions a second) and {@code seconds} (when to end).
   */
  static GeneratedActions of(Settings settings) {
    String actions = settings.setting("actions");
    long seed = number("seed", settings.setting("seed", String.valueOf(DEFAULT_SEED)));
    return new GeneratedActions(
        seed,
        count(actions, seed, settings),
        number("rate", settings.setting("rate", "0")),
        number("seconds", settings.setting("seconds", "0")));
  }

  private static long count(String actions, long seed, Settings settings) {
    int colon = actions.indexOf(':');
    Optional<String> users = settings.optionalSetting("users");
    if (users.isPresent()) {
      if (colon >= 0) {
        throw new IllegalArgumentException(
            "settings exclude each other: actions=" + actions + ", users; give one number");
      }
      return new ActionGenerator(seed).actionsOf(number("users", users.get()));
    }
    return colon < 0 ? Long.MAX_VALUE : number("actions", actions.substring(colon + 1));
  }

  private static long number(String setting, String text) {
    try {
      return Long.parseLong(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "setting is no number: name=" + setting + ", value=" + text + "; write digits only", e);
    }
  }

  @Override
  public List<String> splits() {
    return List.of("lane-0", "lane-1");
  }

  @Override
  public boolean bounded() {
    return hasCount() || seconds > 0;
  }

  private boolean hasCount() {
    return count != Long.MAX_VALUE;
  }

  @Override
  public SplitReader<Action> open(SplitStart<Action> start) {
    int lane = splits().indexOf(start.split());
    long end = hasCount() ? ActionGenerator.share(count, lane) : Long.MAX_VALUE;
    return new Reader(new ActionGenerator(seed).lane(lane, start.position(), end), end);
  }

  private final class Reader implements SplitReader<Action> {
    private final ActionGenerator.Lane lane;
    private final long end;
    private final long startNs = System.nanoTime();
    private final long startPosition;

    Reader(ActionGenerator.Lane lane, long end) {
      this.lane = lane;
      this.end = end;
      this.startPosition = lane.position();
    }

    @Override
    public ReadStatus read(SourceOutput<Action> output, int limit) {
      if (seconds > 0 && elapsedSeconds() >= seconds) {
        return ReadStatus.END;
      }
      long due = Math.min(limit, due());
      for (; due > 0 && lane.hasNext(); due--) {
        output.record(lane.next(), lane.position());
      }
      if (!lane.hasNext()) {
        return ReadStatus.END;
      }
      return due() > 0 ? ReadStatus.MORE : ReadStatus.IDLE;
    }

    /** How many actions the rate allows now. */
    private long due() {
      if (perSecond == 0) {
        return Long.MAX_VALUE;
      }
      long allowed = (long) (elapsedSeconds() * perSecond / ActionGenerator.LANES);
      return startPosition + allowed - lane.position();
    }

    private double elapsedSeconds() {
      return (System.nanoTime() - startNs) / 1e9;
    }

    @Override
    public double progress() {
      if (!hasCount()) {
        return seconds == 0 ? -1 : Math.min(1, elapsedSeconds() / seconds);
      }
      return end == 0 ? 1 : (double) lane.position() / end;
    }

    @Override
    public void close() {}
  }
}
