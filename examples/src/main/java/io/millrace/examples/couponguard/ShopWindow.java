package io.millrace.examples.couponguard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Two hours of a shop: {link #ACTIONS} actions of users who come, act and go within them. The same
 * seed gives the same actions, and no window needs another one, so reading can begin at any.
 */
final class ShopWindow {
  static final int ACTIONS = 1 << 14;
  static final Duration LENGTH = Duration.ofHours(2);
  static final Duration DISORDER = Duration.ofSeconds(4);
  private static final int LARGEST_GROUP = 300; // actions of one group, with room to spare
  private static final long LATEST_START_MS = LENGTH.toMillis() - Duration.ofHours(1).toMillis();

  /** An action and when the shop's log gets it. */
  private record Arrival(Action action, long atMs) {}

  private final SplittableRandom random;
  private final long firstUser;
  private final long startMs;
  private final List<Arrival> arrivals = new ArrayList<>(ACTIONS);
  private final Set<String> abusers = new HashSet<>();
  private int users;
  private int devices;

  /**
   * Plays a window.
   *
   * <p>param firstUser users and devices are numbered from here, {link #ACTIONS} at most
   */
  ShopWindow(long seed, long firstUser, long startMs) {
    this.random = new SplittableRandom(seed);
    this.firstUser = firstUser;
    this.startMs = startMs;
    while (arrivals.size() + LARGEST_GROUP < ACTIONS) {
      playGroup(random.nextInt(1000));
    }
    while (arrivals.size() < ACTIONS) {
      visit().browse(1, 1);
    }
    arrivals.sort(Comparator.comparingLong(Arrival::atMs));
  }

  /** The action at a place from 0, in order of arrival. */
  Action action(int index) {
    return arrivals.get(index).action();
  }

  /** How many users there are in it. */
  int users() {
    return users;
  }

  /** The users who abuse coupons. */
  Set<String> abusers() {
    return abusers;
  }

  /** Plays one kind of user; how frequent each is, in thousandths. */
  private void playGroup(int kind) {
    if (kind < 550) {
      visit().logIn().browse(2, 20);
    } else if (kind < 750) {
      buyer();
    } else if (kind < 910) {
      couponUser(visit());
    } else if (kind < 945) {
      bargainHunter();
    } else if (kind < 975) {
      household();
    } else if (kind < 980) {
      office();
    } else if (kind < 992) {
      crawler();
    } else if (kind < 996) {
      farm();
    } else {
      carefulFarm();
    }
  }

  private void buyer() {
    Shopper buyer = visit().logIn().browse(3, 15).after(10, 120).order(8, 300);
    if (buyer.chance(0.05)) {
      buyer.after(60, 1500).refund();
    } else if (buyer.chance(0.01)) {
      buyer.malformedOrder();
    }
  }

  private static void couponUser(Shopper user) {
    user.logIn().browse(2, 12).claim(1).browse(1, 8).after(20, 600).order(12, 200);
    if (user.chance(0.06)) {
      user.after(120, 1200).refund();
    }
  }

  /** Honest, but claims whatever there is and orders little. */
  private void bargainHunter() {
    Shopper hunter = visit().logIn().browse(0, 4);
    int coupons = random.nextInt(1, 4);
    for (int coupon = 1; coupon <= coupons; coupon++) {
      hunter.claim(coupon).after(15, 240).order(10, 40);
      if (hunter.chance(0.15)) {
        hunter.after(60, 900).refund();
      }
      hunter.browse(0, 3);
    }
  }

  private void household() {
    String device = nextDevice();
    int members = random.nextInt(2, 5);
    for (int member = 0; member < members; member++) {
      couponUser(shopper(nextUser(), device, startWithin(LATEST_START_MS)));
    }
  }

  /** Honest colleagues behind one shared device. */
  private void office() {
    String device = nextDevice();
    int colleagues = random.nextInt(4, 10);
    for (int colleague = 0; colleague < colleagues; colleague++) {
      Shopper shopper = shopper(nextUser(), device, startWithin(LATEST_START_MS));
      if (shopper.chance(0.6)) {
        couponUser(shopper);
      } else {
        shopper.logIn().browse(2, 15);
      }
    }
  }

  private void crawler() {
    shopper(nextUser(), "bot-" + nextDevice(), startWithin(LATEST_START_MS)).browse(40, 80);
  }

  /** Accounts made for their coupons: claim, order the least, have it refunded. */
  private void farm() {
    String device = nextDevice();
    int accounts = random.nextInt(4, 11);
    long begin = startWithin(LATEST_START_MS - Duration.ofMinutes(30).toMillis());
    for (int account = 0; account < accounts; account++) {
      long start = begin + random.nextLong(Duration.ofMinutes(30).toMillis());
      Shopper abuser = shopper(nextAbuser(), device, start).logIn();
      int coupons = random.nextInt(1, 4);
      for (int coupon = 1; coupon <= coupons; coupon++) {
        abuser.after(2, 20).claim(coupon).after(10, 90).order(10, 15);
        if (abuser.chance(0.8)) {
          abuser.after(60, 400).refund();
        }
      }
    }
  }

  /** Abusers who change devices, take their time and look around like anybody. */
  private void carefulFarm() {
    int accounts = random.nextInt(2, 5);
    String device = nextDevice();
    for (int account = 0; account < accounts; account++) {
      if (random.nextInt(3) == 0) {
        device = nextDevice();
      }
      Shopper abuser = shopper(nextAbuser(), device, startWithin(LATEST_START_MS));
      abuser.logIn().browse(0, 6).claim(1).after(30, 240).order(10, 20);
      if (abuser.chance(0.85)) {
        abuser.after(120, 600).refund();
      }
      if (abuser.chance(0.5)) {
        abuser.claim(2).after(30, 240).order(10, 20).after(120, 600).refund();
      }
    }
  }

  private Shopper visit() {
    return shopper(nextUser(), nextDevice(), startWithin(LATEST_START_MS));
  }

  private Shopper shopper(String user, String device, long atMs) {
    return new Shopper(random, user, device, atMs, this::arrive);
  }

  private void arrive(Action action) {
    long delayMs = random.nextLong(DISORDER.toMillis());
    arrivals.add(new Arrival(action, action.timeMs() + delayMs));
  }

  private String nextUser() {
    return "u" + (firstUser + users++);
  }

  private String nextAbuser() {
    String user = nextUser();
    abusers.add(user);
    return user;
  }

  private String nextDevice() {
    return "d" + (firstUser + devices++);
  }

  private long startWithin(long lengthMs) {
    return startMs + random.nextLong(lengthMs);
  }
}
