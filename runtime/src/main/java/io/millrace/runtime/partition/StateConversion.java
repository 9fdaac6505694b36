package io.millrace.runtime.partition;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import io.millrace.functions.StateSpec;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.plan.OlderCodecs;
import io.millrace.runtime.plan.StatePlan;
import io.millrace.runtime.state.Hash;
import io.millrace.runtime.state.PartitionState;
import io.millrace.runtime.state.StateTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Carries state that an older code version wrote over to the types of today, once, after a restore.
 * Where a table's entries hold values is written in {@code docs/formats/snapshot.md}.
 */
final class StateConversion {
  private static final int STAMP_BYTES = 8;
  private static final int ORDINAL_BYTES = 8;
  private static final int MAP_VALUE = 1;

  private StateConversion() {}

  static void run(
      List<FunctionPlan> functions, PartitionState state, OlderCodecs older, int version) {
    for (FunctionPlan function : functions) {
      for (StatePlan plan : function.states()) {
        Codec<Object> reader = older.state(function, plan, version);
        if (reader != null) {
          convert(state.table(plan.table()), plan, reader);
        }
      }
    }
  }

  private static void convert(StateTable table, StatePlan plan, Codec<Object> reader) {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    ByteOutput out = new ByteOutput(128);
    ByteInput in = new ByteInput();
    table.forEach(
        (keyArray, keyAt, keyLength, valueArray, valueAt, valueLength) -> {
          int prefix = prefix(plan, in.wrap(keyArray, keyAt, keyLength));
          if (prefix < 0) {
            return;
          }
          out.length(0);
          out.writeBytes(valueArray, valueAt, prefix);
          in.wrap(valueArray, valueAt + prefix, valueLength - prefix);
          plan.codec().encode(reader.decode(in), out);
          keys.add(Arrays.copyOfRange(keyArray, keyAt, keyAt + keyLength));
          values.add(out.toByteArray());
        });
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.get(i);
      byte[] value = values.get(i);
      table.put(Hash.of(key, 0, key.length), key, 0, key.length, value, 0, value.length);
    }
  }

  /** How many bytes stand before the encoded value of an entry; negative if it has none. */
  private static int prefix(StatePlan plan, ByteInput key) {
    if (plan.declaration() instanceof StateSpec<?>) {
      return plan.expiryMs() > 0 ? STAMP_BYTES : 0;
    }
    int length = key.readVarInt();
    key.skip(length);
    if (key.remaining() == 0) {
      return -1;
    }
    if (plan.keyCodec() == null) {
      return 0;
    }
    return key.readByte() == MAP_VALUE ? ORDINAL_BYTES : -1;
  }
}
