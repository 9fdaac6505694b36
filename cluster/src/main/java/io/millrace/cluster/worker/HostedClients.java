package io.millrace.cluster.worker;

import io.millrace.runtime.Clock;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.local.ClientAgent;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * The sessions of clients that live here, with their home partitions. By the control thread, but
 * for {@link #known}.
 */
final class HostedClients {
  private record Client(ClientAgent agent, Home home) {}

  private final RunningCode code;
  private final Clock clock;
  private final LongFunction<Home> homes;
  private final Consumer<Runnable> control;
  private final Map<String, Client> clients = new ConcurrentHashMap<>();

  /** Sessions whose former agents are not quite gone: two of them must not number one channel. */
  private final Set<String> ending = new HashSet<>();

  /**
   * No clients yet.
   *
   * @param homes the home of an origin if it is here, else null
   */
  HostedClients(
      RunningCode code, Clock clock, LongFunction<Home> homes, Consumer<Runnable> control) {
    this.code = code;
    this.clock = clock;
    this.homes = homes;
    this.control = control;
  }

  /** The agent of a session if there is one; for any thread. */
  ClientAgent known(String session) {
    Client client = clients.get(session);
    return client == null ? null : client.agent;
  }

  /** The agent of a session, made at first use; null if it cannot be here now. */
  ClientAgent agent(String session) {
    Client known = clients.get(session);
    if (known != null) {
      return known.agent;
    }
    long origin = Origin.ofClient(session);
    Home home = ending.contains(session) ? null : homes.apply(origin);
    if (home == null) {
      return null;
    }
    ClientAgent agent =
        ClientAgent.of(
            session,
            code.plan(),
            code.stamp(origin, home.term()),
            code.partitions(),
            code.sizes(),
            home.share().sender(),
            clock);
    clients.put(session, new Client(agent, home));
    home.slot().command(() -> home.share().add(agent));
    return agent;
  }

  /** Ends those whose home is no longer here; starts the one that tells watermarks if it is. */
  void settle() {
    clients.forEach(
        (session, client) -> {
          if (homes.apply(client.agent.origin()) == null) {
            clients.remove(session);
            end(session, client);
          }
        });
    if (ClientAgent.isNeeded(code.plan())) {
      agent(ClientAgent.ANONYMOUS);
    }
  }

  private void end(String session, Client client) {
    ending.add(session);
    client
        .home
        .slot()
        .command(
            () -> {
              client.home.share().remove(client.agent);
              control.accept(
                  () -> {
                    ending.remove(session);
                    settle();
                  });
            });
  }
}
