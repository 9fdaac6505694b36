package io.millrace.scheduler.mesos.offers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;

/**
 * Which workers are started on which agents, and which offers nobody needs.
 *
 * <p>Workers that have a home go there if it has room. All others go, one after the other, to the
 * agent that has the fewest workers; of those that are equal, to the one with the most memory left.
 * Agents that are to be taken down for maintenance come last.
 *
 * @param launches an entry for each agent that gets workers
 * @param unused the other offers
 */
public record Matching(List<AgentLaunch> launches, List<OfferID> unused) {
  /**
   * Workers that are started on an agent, from all its offers together.
   *
   * @param agent its id
   * @param host its name
   * @param offers what is accepted by this; what is left of them comes back as other offers
   * @param workers who
   */
  public record AgentLaunch(
      String agent, String host, List<OfferID> offers, List<WorkerLaunch> workers) {}

  /** A worker and what it gets. */
  public record WorkerLaunch(String worker, List<Resource> resources) {}

  /** An agent while it is decided. */
  private static final class Agent {
    final String id;
    final String host;
    final List<Offer> offers;
    final ResourcePool pool;
    final boolean isGoing;
    final List<WorkerLaunch> workers = new ArrayList<>();
    int load;

    Agent(List<Offer> offers, int load) {
      this.offers = offers;
      this.load = load;
      id = offers.get(0).getAgentId().getValue();
      host = offers.get(0).getHostname();
      isGoing = offers.stream().anyMatch(Offer::hasUnavailability);
      pool = new ResourcePool(offers);
    }

    void start(Wish wish, Demand demand) {
      workers.add(new WorkerLaunch(wish.worker(), pool.take(demand)));
      load++;
    }

    boolean isUsed() {
      return !workers.isEmpty();
    }

    List<OfferID> offerIds() {
      return offers.stream().map(Offer::getId).toList();
    }

    AgentLaunch launch() {
      return new AgentLaunch(id, host, offerIds(), workers);
    }
  }

  private static final Comparator<Agent> BEST_FIRST =
      Comparator.comparing((Agent agent) -> agent.isGoing)
          .thenComparing(agent -> agent.load)
          .thenComparing(Comparator.comparing((Agent agent) -> agent.pool.memoryMb()).reversed())
          .thenComparing(agent -> agent.id);

  /**
   * Decides.
   *
   * @param wishes in the order in which they are served
   * @param offers all that are held, of one role
   * @param demand of each worker
   * @param constraints on agents, all of which have to hold
   * @param load how many workers an agent has already, by its id
   */
  public static Matching of(
      List<Wish> wishes,
      List<Offer> offers,
      Demand demand,
      List<Constraint> constraints,
      Map<String, Integer> load) {
    Map<String, List<Offer>> byAgent = new LinkedHashMap<>();
    List<OfferID> unused = new ArrayList<>();
    for (Offer offer : offers) {
      if (constraints.stream().allMatch(constraint -> constraint.holds(offer))) {
        byAgent.computeIfAbsent(offer.getAgentId().getValue(), id -> new ArrayList<>()).add(offer);
      } else {
        unused.add(offer.getId());
      }
    }
    Map<String, Agent> agents = new HashMap<>();
    byAgent.forEach((id, own) -> agents.put(id, new Agent(own, load.getOrDefault(id, 0))));
    for (Wish wish : startAtHome(wishes, agents, demand)) {
      best(agents, demand).ifPresent(agent -> agent.start(wish, demand));
    }
    List<Agent> inOrder = byAgent.keySet().stream().map(agents::get).toList();
    inOrder.stream().filter(agent -> !agent.isUsed()).forEach(a -> unused.addAll(a.offerIds()));
    return new Matching(
        inOrder.stream().filter(Agent::isUsed).map(Agent::launch).toList(), List.copyOf(unused));
  }

  /** Starts those that can go home; returns the others that may go anywhere. */
  private static List<Wish> startAtHome(
      List<Wish> wishes, Map<String, Agent> agents, Demand demand) {
    List<Wish> others = new ArrayList<>();
    for (Wish wish : wishes) {
      Agent home = wish.home() == null ? null : agents.get(wish.home());
      if (home != null && home.pool.fits(demand)) {
        home.start(wish, demand);
      } else if (!wish.onlyAtHome()) {
        others.add(wish);
      }
    }
    return others;
  }

  private static Optional<Agent> best(Map<String, Agent> agents, Demand demand) {
    return agents.values().stream().filter(agent -> agent.pool.fits(demand)).min(BEST_FIRST);
  }

  /** What an offer has, for people. */
  public static String describe(Offer offer) {
    ResourcePool pool = new ResourcePool(List.of(offer));
    return offer.getHostname() + ": cpus=" + pool.cpus() + ", mem=" + pool.memoryMb();
  }
}
