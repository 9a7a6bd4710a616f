import { Suspense } from "react";
import { text } from "@/text";
import { JobView } from "@/views/job";

export default function Page() {
  return (
    <Suspense fallback={<p className="p-6 text-soft">{text.loading}</p>}>
      <JobView />
    </Suspense>
  );
}
