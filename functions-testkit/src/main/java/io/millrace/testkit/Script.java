package io.millrace.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What a test did, and where the second run crashes: after each of the first operations, and so
 * rarely later that all restores together cost a small multiple of the test itself.
 */
final class Script {
  private static final int DENSE = 64;

  /**
   * A crash.
   *
   * @param digests those of the first run at this moment
   * @param snapshotBefore whether a snapshot is taken right before; if not, the journal is replayed
   *     from an older one
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Checkpoint(long[] digests, boolean snapshotBefore) {}

  private final List<Operation> operations = new ArrayList<>();
  private final Map<Integer, Checkpoint> checkpoints = new HashMap<>();
  private final SplittableRandom random;

  Script(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Does an operation in the first run and remembers it. */
  void apply(Operation operation, Run run) {
    operations.add(operation);
    int number = operations.size();
    run.apply(number, operation);
    if (random.nextInt(Math.max(DENSE, number)) < DENSE) {
      checkpoints.put(number, new Checkpoint(run.digests(), random.nextInt(4) > 0));
    }
  }

  List<Operation> operations() {
    return operations;
  }

  /** The crash after an operation, counted from 1; null if there is none. */
  Checkpoint checkpoint(int number) {
    return checkpoints.get(number);
  }
}
