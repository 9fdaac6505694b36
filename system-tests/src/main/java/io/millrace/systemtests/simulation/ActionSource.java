package io.millrace.systemtests.simulation;

import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import io.millrace.systemtests.simulation.Workload.Action;
import java.util.ArrayList;
import java.util.List;

/** Splits whose items follow from the split's name: {@code NUMBER-RECORDS-SEED}. */
final class ActionSource implements Source<Action> {
  private static final long START_MS = 1_000_000L;

  /** The name of a split. */
  static String split(int number, int records, long seed) {
    return number + "-" + records + "-" + seed;
  }

  /** All items of a split, in order: event time goes on, with disorder below the bound. */
  static List<Action> items(String split) {
    String[] parts = split.split("-", 3);
    int number = Integer.parseInt(parts[0]);
    int count = Integer.parseInt(parts[1]);
    Chance chance = new Chance(Long.parseLong(parts[2]) * 31 + number);
    List<Action> items = new ArrayList<>();
    long timeMs = START_MS + chance.below(30);
    for (int i = 0; i < count; i++) {
      timeMs += chance.below(12);
      long early = chance.oneIn(3) ? chance.below((int) Workload.DISORDER.toMillis() - 10) : 0;
      items.add(new Action(chance.below(Workload.KEYS), number, i, timeMs - early));
    }
    return items;
  }

  @Override
  public List<String> splits() {
    return List.of();
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public SplitReader<Action> open(SplitStart<Action> start) {
    List<Action> items = items(start.split());
    return new SplitReader<>() {
      private int next = (int) start.position();
      private int turn;

      @Override
      public ReadStatus read(SourceOutput<Action> output, int limit) {
        int most = 1 + turn++ % 3;
        for (int i = 0; i < Math.min(most, limit) && next < items.size(); i++) {
          Action item = items.get(next++);
          output.record(item, next);
        }
        return next < items.size() ? ReadStatus.MORE : ReadStatus.END;
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }
}
