package io.millrace.systemtests.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What happened in one or many runs. */
public final class Tally {
  private long runs;
  private long entries;
  private long records;
  private long results;
  private long kills;
  private long hostsLost;
  private long zombies;
  private long followersLost;
  private long rewinds;
  private long connectionsLost;
  private long duplicates;
  private long fullDisks;
  private long snapshots;
  private long splitRestarts;

  /** Adds what another tally counted. */
  public synchronized void add(Tally other) {
    runs += other.runs;
    entries += other.entries;
    records += other.records;
    results += other.results;
    kills += other.kills;
    hostsLost += other.hostsLost;
    zombies += other.zombies;
    followersLost += other.followersLost;
    rewinds += other.rewinds;
    connectionsLost += other.connectionsLost;
    duplicates += other.duplicates;
    fullDisks += other.fullDisks;
    snapshots += other.snapshots;
    splitRestarts += other.splitRestarts;
  }

  void ended(long entriesJournaled, long recordsJournaled, long resultsWritten) {
    runs++;
    entries += entriesJournaled;
    records += recordsJournaled;
    results += resultsWritten;
  }

  void killed() {
    kills++;
  }

  void hostLost() {
    hostsLost++;
  }

  void becameZombie() {
    zombies++;
  }

  void followerLost() {
    followersLost++;
  }

  void rewound() {
    rewinds++;
  }

  void connectionLost() {
    connectionsLost++;
  }

  void doubled(long frames) {
    duplicates += frames;
  }

  void diskFull() {
    fullDisks++;
  }

  void snapshotsTaken(long count) {
    snapshots += count;
  }

  void splitsRestarted() {
    splitRestarts++;
  }

  /** How many runs ended well. */
  public synchronized long runs() {
    return runs;
  }

  /** How many owners died in the middle of something. */
  public synchronized long kills() {
    return kills;
  }

  /** How many hosts were lost with their copies of journals. */
  public synchronized long hostsLost() {
    return hostsLost;
  }

  /** How many owners went on after they had been replaced. */
  public synchronized long zombies() {
    return zombies;
  }

  /** How many followers were lost with their copies of journals, or a part of them. */
  public synchronized long followersLost() {
    return followersLost;
  }

  /** How often a whole application was rewound. */
  public synchronized long rewinds() {
    return rewinds;
  }

  /** All counts by name, in the order in which they are told. */
  public synchronized Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("runs", runs);
    counts.put("journal entries", entries);
    counts.put("records", records);
    counts.put("results", results);
    counts.put("owners killed", kills);
    counts.put("hosts lost", hostsLost);
    counts.put("zombies", zombies);
    counts.put("followers lost", followersLost);
    counts.put("rewinds", rewinds);
    counts.put("connections lost", connectionsLost);
    counts.put("frames doubled", duplicates);
    counts.put("full disks", fullDisks);
    counts.put("snapshots", snapshots);
    counts.put("source restarts", splitRestarts);
    return counts;
  }

  @Override
  public String toString() {
    return counts().entrySet().stream()
        .map(count -> String.format("%s=%,d", count.getKey(), count.getValue()))
        .collect(Collectors.joining(", "));
  }
}
