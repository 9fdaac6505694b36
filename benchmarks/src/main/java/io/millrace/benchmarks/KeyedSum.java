package io.millrace.benchmarks;

import io.millrace.functions.Context;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;

/** Counts and sums per key, and emits an update for every record. */
public final class KeyedSum implements StreamFunction<Sale> {
  /** Count and sum of a key. */
  public record Sum(long count, long sum) {}

  /** The state of a key. */
  public static final StateSpec<Sum> SUM = StateSpec.of("sum", Sum.class);

  private static final Sum NONE = new Sum(0, 0);

  @Override
  public void onRecord(StreamRecord<Sale> record, Context context) {
    Sale sale = record.value();
    Sum before = context.getOr(SUM, NONE);
    Sum after = new Sum(before.count() + 1, before.sum() + sale.amount());
    context.put(SUM, after);
    context.emit(Update.UPDATES, new Update(sale.key(), after.count(), after.sum(), sale.amount()));
  }
}
