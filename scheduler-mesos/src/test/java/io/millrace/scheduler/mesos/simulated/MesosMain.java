package io.millrace.scheduler.mesos.simulated;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A simulated Mesos in a process of its own, for tests of whole clusters: a master over HTTP, and
 * agents that run real processes.
 */
public final class MesosMain {
  private static final long STEP_NS = 50_000_000;
  private static final long HEARTBEAT_NS = 15_000_000_000L;
  private static final long FILTER_NS = 5_000_000_000L;

  private MesosMain() {}

  /** Runs it, with all that it keeps in a directory and these agents, until it is killed. */
  public static void main(String[] args) {
    SimulatedMesos mesos = new SimulatedMesos();
    TaskProcesses processes = new TaskProcesses(Path.of(args[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(processes::close));
    mesos.runner = processes;
    mesos.onRemoved = framework -> System.out.println("removed framework " + framework);
    mesos.isRoleGuarded = true;
    for (String agent : List.of(args).subList(1, args.length)) {
      mesos.addAgent(agent, 4, 4096);
    }
    MesosServer server = new MesosServer(mesos);
    System.out.println("master at " + server.uri());
    System.out.flush();
    long beatNs = System.nanoTime();
    long filterNs = beatNs;
    while (mesos.faults.isEmpty()) {
      long nowNs = System.nanoTime();
      boolean isBeat = nowNs - beatNs > HEARTBEAT_NS;
      boolean isFilterOver = nowNs - filterNs > FILTER_NS;
      beatNs = isBeat ? nowNs : beatNs;
      filterNs = isFilterOver ? nowNs : filterNs;
      server.happen(
          one -> {
            if (isBeat) {
              one.heartbeat();
            }
            if (isFilterOver) {
              one.forgetFilters();
            }
            one.work();
          });
      LockSupport.parkNanos(STEP_NS);
    }
    System.out.println("faults: " + mesos.faults);
    System.exit(1);
  }
}
