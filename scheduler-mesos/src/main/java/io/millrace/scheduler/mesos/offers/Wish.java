package io.millrace.scheduler.mesos.offers;

/**
 * A worker that is to be started.
 *
 * @param worker its name
 * @param home the id of the agent where it was last, whose disk has its journals; or null
 * @param onlyAtHome whether it rather waits for an offer of that agent than to go elsewhere
 */
public record Wish(String worker, String home, boolean onlyAtHome) {}
