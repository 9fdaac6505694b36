package io.millrace.systemtests.processes;

import io.millrace.systemtests.processes.app.LedgerApp;
import io.millrace.systemtests.processes.app.Purchase;
import java.util.Random;

/** Makes purchases from a seed. */
final class Purchases {
  private static final long START_MS = 1_700_000_000_000L;
  private static final long STEP_MS = 5;

  private final Random random;
  private final String users;
  private final int userCount;
  private final int devices;
  private long made;

  /**
   * Purchases of users of their own.
   *
   * @param users what their names begin with
   * @param devices how many there are; 0 for purchases without device
   */
  Purchases(long seed, String users, int userCount, int devices) {
    this.random = new Random(seed);
    this.users = users;
    this.userCount = userCount;
    this.devices = devices;
  }

  /** The next one; each may be a little earlier than those before. */
  Purchase next() {
    long atMs = START_MS + made++ * STEP_MS - random.nextLong(LedgerApp.DISORDER_MS);
    return new Purchase(
        users + random.nextInt(userCount),
        devices == 0 ? "" : "d" + random.nextInt(devices),
        random.nextLong(1_000_000),
        atMs);
  }

  static String json(Purchase purchase) {
    return "{\"user\":\""
        + purchase.user()
        + "\",\"device\":\""
        + purchase.device()
        + "\",\"amount\":"
        + purchase.amount()
        + ",\"atMs\":"
        + purchase.atMs()
        + "}\n";
  }
}
