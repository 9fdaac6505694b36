package io.millrace.scheduler.yarn;

/**
 * A container of YARN that this application was given.
 *
 * @param id what YARN calls it
 * @param host its node, as YARN calls it
 */
record Grant(String id, String host) {}
