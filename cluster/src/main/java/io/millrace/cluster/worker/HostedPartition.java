package io.millrace.cluster.worker;

import io.millrace.cluster.control.PartitionPlace;
import io.millrace.cluster.control.WorkerReport.Role;
import io.millrace.runtime.replication.PartitionReplica;

/**
 * Brings one partition's replica in line with what the table says this worker is to it. By the
 * control thread; opening and closing are done elsewhere and reported back.
 */
final class HostedPartition {
  /** What is done about the replica. */
  private enum Phase {
    ABSENT,
    OPENING,
    OPEN,
    CLOSING
  }

  /** Does what the control thread must not wait for; each answers in the control thread. */
  interface Hands {
    /** Opens a replica, then calls {@link #opened} or {@link #notOpened}. */
    void open(HostedPartition of, PartitionPlace place, Role role);

    /** Lets a slot run it. */
    void place(HostedPartition of, PartitionReplica replica);

    /** Tells the slot what has changed of it. */
    void tell(HostedPartition of, PartitionPlace place, Role role);

    /** Takes it from its slot if it has one and closes it, then calls {@link #closed}. */
    void close(HostedPartition of, PartitionReplica unplaced);
  }

  private final int number;
  private final String self;
  private final Hands hands;
  private Phase phase = Phase.ABSENT;
  private PartitionPlace wanted;
  private PartitionPlace told;
  private Role role;
  private int term;
  private boolean leaving;
  private String failure;

  HostedPartition(int number, String self, Hands hands) {
    this.number = number;
    this.self = self;
    this.hands = hands;
  }

  int number() {
    return number;
  }

  /** Why it could not be opened, or null. */
  String failure() {
    return failure;
  }

  private Role wantedRole() {
    if (leaving || wanted == null) {
      return null;
    }
    if (self.equals(wanted.owner())) {
      return Role.OWNER;
    }
    return self.equals(wanted.follower()) ? Role.FOLLOWER : null;
  }

  /** Whether this worker runs it, now, as its owner of the newest term that we know of. */
  boolean isOwned() {
    return phase == Phase.OPEN && role == Role.OWNER && wantedRole() == Role.OWNER;
  }

  boolean isAbsent() {
    return phase == Phase.ABSENT;
  }

  int term() {
    return term;
  }

  /** What the newest table says. */
  void want(PartitionPlace place) {
    wanted = place;
    if (wantedRole() == null) {
      failure = null; // whether it can be opened here matters to nobody any more
    }
    step();
  }

  /** It is to be closed, whatever tables say from now on. */
  void leave() {
    leaving = true;
    step();
  }

  /** Its replica asks to be closed and opened again. */
  void reopen() {
    if (phase == Phase.OPEN && role == Role.FOLLOWER) {
      close(null);
    }
  }

  /** It could not be promoted as it stood: its journal is opened again, by its owner. */
  void notPromoted() {
    if (phase == Phase.OPEN) {
      close(null);
    }
  }

  private void step() {
    Role next = wantedRole();
    if (phase == Phase.ABSENT && next != null) {
      phase = Phase.OPENING;
      role = next;
      term = wanted.term();
      told = wanted;
      hands.open(this, wanted, next);
    } else if (phase == Phase.OPEN) {
      if (next == null || role == Role.OWNER && (next != role || term != wanted.term())) {
        close(null);
      } else if (next != role || !wanted.equals(told)) {
        forgetFormerFollower(next);
        tell(next);
      }
    }
  }

  /** Another follower has nothing of what the former one had: first there is none. */
  private void forgetFormerFollower(Role next) {
    boolean another =
        role == Role.OWNER
            && told.follower() != null
            && wanted.follower() != null
            && !told.follower().equals(wanted.follower());
    if (another) {
      hands.tell(this, new PartitionPlace(number, term, self, null, false, true), next);
    }
  }

  private void close(PartitionReplica unplaced) {
    phase = Phase.CLOSING;
    hands.close(this, unplaced);
  }

  void opened(PartitionReplica replica) {
    failure = null;
    Role next = wantedRole();
    boolean usable =
        next != null && (role == Role.FOLLOWER || next == role && term == wanted.term());
    if (!usable) {
      close(replica);
      return;
    }
    phase = Phase.OPEN;
    hands.place(this, replica);
    tell(next); // whatever has changed meanwhile, and who the follower is
  }

  private void tell(Role next) {
    role = next;
    term = wanted.term();
    told = wanted;
    hands.tell(this, wanted, next);
  }

  /** It could not be opened; that is tried again with the next table or by {@link #retry}. */
  void notOpened(String cause) {
    failure = wantedRole() == null ? null : cause;
    phase = Phase.ABSENT;
  }

  /** Tries again what could not be opened. */
  void retry() {
    if (phase == Phase.ABSENT && failure != null) {
      step();
    }
  }

  void closed() {
    phase = Phase.ABSENT;
    step();
  }
}
