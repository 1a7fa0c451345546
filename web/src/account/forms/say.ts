import { api, type Schemas, upload } from '../../api/client';
import type { paths } from '../../api/schema';
import { useCommunityId } from '../../session';
import { useDesk } from '../card';

type Body =
  paths['/api/communities/{communityId}/cases/{caseId}/commands']['post']['requestBody']['content']['application/json'];
export type Command = Body['command'];
type Shows = Schemas['EvidenceFile']['shows'];

/** How the forms speak to the account's case. */
export function useSay() {
  const communityId = useCommunityId();
  const { card } = useDesk();
  const caseId = card.case?.id ?? '';
  const path = { communityId, caseId };
  return {
    async command(command: Command, text: string | null | undefined, commandId: string): Promise<void> {
      await api.POST('/api/communities/{communityId}/cases/{caseId}/commands', {
        params: { path },
        body: { commandId, command, text: text?.trim() || null },
      });
    },
    async file(file: File, shows: Shows): Promise<void> {
      const { communityId: community } = path;
      await upload(`/api/communities/${community}/cases/${caseId}/files`, { shows }, file, file.name);
    },
    path,
  };
}
