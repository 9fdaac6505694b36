package io.millrace.cluster.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides where partitions are to be: owners even within one, as few moves as that takes, copies on
 * another machine where there is one. The same question has the same answer, and what was placed by
 * it stays where it is.
 */
public final class Placement {

  private Placement() {}

  /**
   * Chooses the workers of an application that is to run on {@code count} of them: those that have
   * most of it already, then those on machines not yet chosen, then those that have little else.
   */
  public static List<Candidate> choose(List<Candidate> workers, List<Seat> seats, int count) {
    Map<String, Integer> has = new HashMap<>();
    for (Seat seat : seats) {
      has.merge(String.valueOf(seat.owner()), seats.size() + 1, Integer::sum);
      has.merge(String.valueOf(seat.follower()), 1, Integer::sum);
    }
    List<Candidate> left = new ArrayList<>(workers);
    List<Candidate> chosen = new ArrayList<>();
    Set<String> hosts = new HashSet<>();
    while (chosen.size() < count && !left.isEmpty()) {
      Candidate next =
          left.stream()
              .min(
                  Comparator.comparingInt((Candidate worker) -> -has.getOrDefault(worker.name(), 0))
                      .thenComparing(worker -> hosts.contains(worker.host()))
                      .thenComparing(BY_LOAD))
              .orElseThrow();
      left.remove(next);
      chosen.add(next);
      hosts.add(next.host());
    }
    return chosen;
  }

  private static final Comparator<Candidate> BY_LOAD =
      Comparator.comparingInt(Candidate::load).thenComparing(Candidate::name);

  /**
   * Where partitions are to be.
   *
   * @param workers at least one; owners and followers that are not among them are replaced
   * @param seats where they are
   * @param replicated whether each is to have a follower, if there is more than one worker
   * @return one seat for each of {@code seats}, in their order
   */
  public static List<Seat> place(List<Candidate> workers, List<Seat> seats, boolean replicated) {
    if (workers.isEmpty()) {
      throw new IllegalArgumentException("nobody to place partitions on: workers=0; at least 1");
    }
    List<Candidate> sorted = workers.stream().sorted(BY_LOAD).toList();
    String[] owners = new Owners(sorted, seats).find();
    String[] followers =
        replicated && sorted.size() > 1
            ? new Followers(sorted, seats, owners).find()
            : new String[seats.size()];
    List<Seat> placed = new ArrayList<>(seats.size());
    for (int i = 0; i < owners.length; i++) {
      placed.add(new Seat(seats.get(i).partition(), owners[i], followers[i]));
    }
    return placed;
  }

  /** Who owns what: each worker its quota, what is above it goes where the copy is, if it can. */
  private static final class Owners {
    private final List<Candidate> workers;
    private final List<Seat> seats;
    private final Map<String, Integer> room = new LinkedHashMap<>();
    private Map<String, Integer> quotas = Map.of();
    private Map<String, Integer> owned = Map.of();

    Owners(List<Candidate> workers, List<Seat> seats) {
      this.workers = workers;
      this.seats = seats;
    }

    String[] find() {
      giveQuotas();
      String[] owners = new String[seats.size()];
      // A worker keeps first what has no copy on a worker with room: that would be copied to move.
      for (boolean movable : new boolean[] {false, true}) {
        for (int i = 0; i < owners.length; i++) {
          Seat seat = seats.get(i);
          if (owners[i] == null && (movable || !isCopiedWhereRoomIs(seat))) {
            owners[i] = take(seat.owner());
          }
        }
      }
      for (int i = 0; i < owners.length; i++) {
        owners[i] = owners[i] == null ? take(seats.get(i).follower()) : owners[i];
      }
      for (int i = 0; i < owners.length; i++) {
        owners[i] = owners[i] == null ? take(roomiest()) : owners[i];
      }
      return owners;
    }

    private void giveQuotas() {
      owned = new HashMap<>();
      seats.forEach(seat -> owned.merge(String.valueOf(seat.owner()), 1, Integer::sum));
      int least = seats.size() / workers.size();
      int more = seats.size() % workers.size();
      workers.forEach(worker -> room.put(worker.name(), least));
      workers.stream()
          .sorted(Comparator.comparing(worker -> owned.getOrDefault(worker.name(), 0) <= least))
          .limit(more)
          .forEach(worker -> room.put(worker.name(), least + 1));
      quotas = Map.copyOf(room);
    }

    /** Whether the follower is one that has fewer than it is to have. */
    private boolean isCopiedWhereRoomIs(Seat seat) {
      Integer quota = seat.follower() == null ? null : quotas.get(seat.follower());
      return quota != null && owned.getOrDefault(seat.follower(), 0) < quota;
    }

    private String take(String worker) {
      Integer left = worker == null ? null : room.get(worker);
      if (left == null || left == 0) {
        return null;
      }
      room.put(worker, left - 1);
      return worker;
    }

    private String roomiest() {
      return room.entrySet().stream()
          .max(Map.Entry.<String, Integer>comparingByValue())
          .orElseThrow()
          .getKey();
    }
  }

  /** Who follows what: another worker, on another machine if there is one, as even as that lets. */
  private static final class Followers {
    private final List<Candidate> workers;
    private final List<Seat> seats;
    private final String[] owners;
    private final Map<String, String> hosts = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    Followers(List<Candidate> workers, List<Seat> seats, String[] owners) {
      this.workers = workers;
      this.seats = seats;
      this.owners = owners;
      workers.forEach(worker -> hosts.put(worker.name(), worker.host()));
    }

    String[] find() {
      String[] followers = new String[owners.length];
      for (int i = 0; i < owners.length; i++) {
        Seat seat = seats.get(i);
        // Whoever owned it until now has the copy, and needs nothing to be sent.
        followers[i] =
            isFit(i, seat.follower())
                ? seat.follower()
                : isFit(i, seat.owner()) ? seat.owner() : null;
        if (followers[i] != null) {
          counts.merge(followers[i], 1, Integer::sum);
        }
      }
      for (int i = 0; i < owners.length; i++) {
        if (followers[i] == null) {
          followers[i] = idlest(i);
          counts.merge(followers[i], 1, Integer::sum);
        }
      }
      even(followers);
      return followers;
    }

    /** Every change makes the counts more even, so it ends. */
    private void even(String[] followers) {
      boolean changed = true;
      while (changed) {
        changed = false;
        for (int i = 0; i < followers.length; i++) {
          String other = idlest(i);
          if (count(other) + 1 < count(followers[i])) {
            counts.merge(followers[i], -1, Integer::sum);
            counts.merge(other, 1, Integer::sum);
            followers[i] = other;
            changed = true;
          }
        }
      }
    }

    private boolean isFit(int seat, String worker) {
      return worker != null
          && hosts.containsKey(worker)
          && !worker.equals(owners[seat])
          && (!hosts.get(worker).equals(hosts.get(owners[seat])) || !isOtherHost(owners[seat]));
    }

    private boolean isOtherHost(String owner) {
      return workers.stream().anyMatch(worker -> !worker.host().equals(hosts.get(owner)));
    }

    private String idlest(int seat) {
      return workers.stream()
          .map(Candidate::name)
          .filter(name -> isFit(seat, name))
          .min(Comparator.comparingInt(this::count))
          .orElseThrow();
    }

    private int count(String worker) {
      return counts.getOrDefault(worker, 0);
    }
  }
}
