import { Ban, CircleCheck, CircleDashed, CircleX, LoaderCircle, PauseCircle } from "lucide-react";
import type { Job } from "@/api/client";
import { text } from "@/text";
import { cx } from "./cx";

const looks = {
  queued: { icon: CircleDashed, look: "text-soft bg-raised" },
  running: { icon: LoaderCircle, look: "text-accent bg-accent-wash" },
  done: { icon: CircleCheck, look: "text-good bg-good-wash" },
  failed: { icon: CircleX, look: "text-bad bg-bad-wash" },
  cancelled: { icon: Ban, look: "text-soft bg-raised" },
  interrupted: { icon: PauseCircle, look: "text-warn bg-warn-wash" },
};

export function Status({ status }: { status: Job["status"] }) {
  const { icon: Icon, look } = looks[status];
  return (
    <span className={cx("inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-sm font-medium", look)}>
      <Icon aria-hidden className={cx("size-4", status === "running" && "animate-spin")} />
      {text.status[status]}
    </span>
  );
}
