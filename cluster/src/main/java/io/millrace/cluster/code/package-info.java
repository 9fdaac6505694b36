/**
 * Users' code: finds applications in a jar and loads them, each version by a class loader of its
 * own.
 *
 * <p>Read {@link io.millrace.cluster.code.ApplicationJar} first. What is wrong with a jar is an
 * exception whose message is for the user.
 */
package io.millrace.cluster.code;
