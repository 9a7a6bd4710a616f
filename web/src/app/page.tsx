import { Start } from "@/views/start";

export default function Page() {
  return <Start />;
}
