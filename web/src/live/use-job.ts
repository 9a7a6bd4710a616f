"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { api, ApiError, type Job, type JobEvent } from "@/api/client";
import { supabase } from "./client";
import { merged } from "./merge";

export interface Live {
  job: Job | null;
  events: JobEvent[];
  connected: boolean;
  missing: boolean;
  setJob: (job: Job) => void;
}

/** A job and its feed as they are now. Whenever the connection comes (back), what was missed is fetched. */
export function useJob(id: string): Live {
  const [job, setJob] = useState<Job | null>(null);
  const [events, setEvents] = useState<JobEvent[]>([]);
  const [connected, setConnected] = useState(false);
  const [missing, setMissing] = useState(false);
  const last = useRef(0);

  const take = useCallback((more: JobEvent[]) => {
    last.current = Math.max(last.current, ...more.map((event) => event.id));
    setEvents((known) => merged(known, more));
  }, []);

  const catchUp = useCallback(async () => {
    try {
      setJob(await api.job(id));
      let more = await api.events(id, last.current);
      take(more);
      while (more.length >= 300) {
        more = await api.events(id, last.current);
        take(more);
      }
    } catch (error) {
      setMissing(error instanceof ApiError && error.status === 404);
    }
  }, [id, take]);

  useEffect(() => {
    const channel = supabase()
      .channel(`job:${id}`)
      .on<Job>(
        "postgres_changes",
        { event: "UPDATE", schema: "public", table: "analysis_jobs", filter: `id=eq.${id}` },
        (change) => setJob((known) => ({ ...known, ...change.new })),
      )
      .on<JobEvent>(
        "postgres_changes",
        { event: "INSERT", schema: "public", table: "job_events", filter: `job=eq.${id}` },
        (change) => take([change.new]),
      )
      .subscribe((status) => {
        setConnected(status === "SUBSCRIBED");
        if (status === "SUBSCRIBED") void catchUp();
      });
    // eslint-disable-next-line react-hooks/set-state-in-effect -- it sets what the server said
    void catchUp();
    return () => void supabase().removeChannel(channel);
  }, [id, take, catchUp]);

  return { job, events, connected, missing, setJob };
}
